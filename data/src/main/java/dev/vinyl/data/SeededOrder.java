package dev.vinyl.data;

import dev.vinyl.runtime.internal.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A shuffle that is the same everywhere: images in the order of the SHA-256 of {@code
 * purpose/seed/id} in UTF-8, compared as lower-case hexadecimal. The order of the input does not
 * matter, and an image that is added or removed leaves the order of the others alone.
 */
public final class SeededOrder {
  private SeededOrder() {}

  /**
   * Shuffles.
   *
   * @param id tells the images apart
   * @param purpose keeps two draws with one seed independent of each other
   */
  public static <T> List<T> of(
      Collection<T> images, Function<T, String> id, String purpose, long seed) {
    return images.stream()
        .map(image -> new Keyed<>(key(purpose, seed, id.apply(image)), image))
        .sorted(Comparator.comparing(Keyed::key))
        .map(Keyed::image)
        .toList();
  }

  private record Keyed<T>(String key, T image) {}

  private static String key(String purpose, long seed, String id) {
    String text = purpose + "/" + seed + "/" + id;
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
