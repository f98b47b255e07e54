package dev.vinyl.evaluation.internal.json;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * How all JSON is written: with null in the place of a number that is not there. JSON has neither
 * NaN nor infinity, which Jackson would write as texts.
 */
public final class Json {
  private static final JsonMapper MAPPER = mapper(new JsonFactoryBuilder());
  private static final JsonMapper ASCII =
      mapper(new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII));

  private Json() {}

  /** Writes and reads; safe for all threads. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** Likewise, but writes nothing outside of ASCII, for output of any encoding. */
  public static JsonMapper ascii() {
    return ASCII;
  }

  private static JsonMapper mapper(JsonFactoryBuilder factory) {
    return JsonMapper.builder(
            factory.addDecorator((of, generator) -> new FiniteNumbers(generator)).build())
        .build();
  }

  private static final class FiniteNumbers extends JsonGeneratorDelegate {
    FiniteNumbers(JsonGenerator generator) {
      super(generator);
    }

    @Override
    public void writeNumber(double value) throws IOException {
      if (Double.isFinite(value)) {
        super.writeNumber(value);
      } else {
        writeNull();
      }
    }

    @Override
    public void writeNumber(float value) throws IOException {
      if (Float.isFinite(value)) {
        super.writeNumber(value);
      } else {
        writeNull();
      }
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
      writeStartArray(array, length);
      for (int i = offset; i < offset + length; i++) {
        writeNumber(array[i]);
      }
      writeEndArray();
    }
  }
}
