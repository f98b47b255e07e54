package dev.vinyl.spark;

import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import java.io.Serializable;
import java.net.URI;
import java.util.LinkedHashMap;

/**
 * A sample on its way to a task.
 *
 * @param image URI of its file
 * @param mask URI of its file
 */
record SampleRow(
    String id, String image, String mask, Split split, LinkedHashMap<String, String> attributes)
    implements Serializable {

  static SampleRow of(Sample sample) {
    return new SampleRow(
        sample.id(),
        sample.image().toUri().toString(),
        sample.mask().toUri().toString(),
        sample.split(),
        new LinkedHashMap<>(sample.attributes()));
  }

  Sample sample() {
    return new Sample(
        id, SparkPaths.of(URI.create(image)), SparkPaths.of(URI.create(mask)), split, attributes);
  }
}
