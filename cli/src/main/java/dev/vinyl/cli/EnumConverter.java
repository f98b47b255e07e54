package dev.vinyl.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes one of an enum's values by its name as people write it: {@code int8-static}. */
abstract class EnumConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final E[] values;

  EnumConverter(Class<E> type) {
    values = type.getEnumConstants();
  }

  @Override
  public E convert(String value) {
    return Arrays.stream(values)
        .filter(v -> name(v).equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s but was '%s'"
                        .formatted(
                            Arrays.stream(values)
                                .map(EnumConverter::name)
                                .collect(Collectors.joining(", ")),
                            value)));
  }

  /** A value's name as people write it. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
