package dev.vinyl.training.config;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.vinyl.runtime.internal.io.Spelling;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what Jackson found in one line for the person who wrote the settings. */
final class BindingErrors {
  private BindingErrors() {}

  /**
   * @param more keys that are known besides those of the record
   */
  static String describe(JsonMappingException e, Collection<String> more) {
    String key = path(e);
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknownKey(key, unknown, more);
    }
    if (e instanceof MismatchedInputException mismatch) {
      Class<?> wanted = mismatch.getTargetType();
      if (wanted != null && isMissing(mismatch)) {
        return "the key " + key + " is missing";
      }
      return "%s: expected %s".formatted(key, expectation(wanted));
    }
    if (e.getCause() instanceof InputCoercionException outOfRange) {
      return "%s: expected %s".formatted(key, expectation(outOfRange.getTargetType()));
    }
    return key + ": " + Yaml.firstLine(e.getOriginalMessage());
  }

  private static boolean isMissing(MismatchedInputException e) {
    return e.getOriginalMessage().startsWith("Missing ");
  }

  private static String unknownKey(
      String key, UnrecognizedPropertyException e, Collection<String> more) {
    Optional<String> today = OldKeys.today(key);
    if (today.isPresent()) {
      return "there is no key %s; it is called %s now".formatted(key, today.get());
    }
    String group = key.substring(0, key.length() - e.getPropertyName().length());
    Collection<Object> ids = Objects.requireNonNullElse(e.getKnownPropertyIds(), List.of());
    List<String> known =
        Stream.concat(
                ids.stream().map(String::valueOf),
                more.stream()
                    .filter(other -> other.startsWith(group))
                    .map(other -> other.substring(group.length()).replaceFirst("\\..*", "")))
            .distinct()
            .sorted()
            .toList();
    return Spelling.near(e.getPropertyName(), known, 1).stream()
        .findFirst()
        .map(near -> "there is no key %s; did you mean %s%s?".formatted(key, group, near))
        .orElseGet(
            () ->
                "there is no key %s; known keys%s: %s"
                    .formatted(
                        key,
                        group.isEmpty() ? "" : " in " + group.substring(0, group.length() - 1),
                        String.join(", ", known)));
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                part ->
                    part.getFieldName() == null
                        ? "[" + part.getIndex() + "]"
                        : "." + part.getFieldName())
            .collect(Collectors.joining());
    return path.startsWith(".") ? path.substring(1) : path;
  }

  private static String expectation(@Nullable Class<?> type) {
    if (type == null) {
      return "another kind of value";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == float.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a text";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list such as [1, 2]";
    }
    return "a group of keys";
  }
}
