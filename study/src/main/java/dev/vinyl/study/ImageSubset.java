package dev.vinyl.study;

import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Some of the images of a folder, as a folder of links. They are the first of a seeded order, so
 * that fewer of one seed are a part of more.
 */
final class ImageSubset {
  private ImageSubset() {}

  /** The images in the order of the SHA-256 of {@code pretrain/seed/path}. */
  static List<String> ordered(List<String> images, long seed) {
    record Keyed(String key, String image) {}
    List<Keyed> keyed = new ArrayList<>();
    for (String image : images) {
      MessageDigest digest = Sha256.digest();
      digest.update("pretrain/%d/%s".formatted(seed, image).getBytes(StandardCharsets.UTF_8));
      keyed.add(new Keyed(Sha256.hex(digest), image));
    }
    keyed.sort(Comparator.comparing(Keyed::key));
    return keyed.stream().map(Keyed::image).toList();
  }

  /**
   * Opens some of the images.
   *
   * @param root the folder of all
   * @param size how many, at most as many as there are
   * @param folder for the links of this size and seed
   */
  static UnlabelledImages open(UnlabelledImages all, Path root, int size, long seed, Path folder)
      throws IOException {
    if (size == all.images().size()) {
      return all;
    }
    for (String image : ordered(all.images(), seed).subList(0, size)) {
      link(root.toAbsolutePath().resolve(image), folder.resolve(image));
    }
    return UnlabelledImages.open(folder);
  }

  /** Links that a killed process made are there already. */
  private static void link(Path image, Path link) throws IOException {
    if (Files.exists(link)) {
      return;
    }
    Files.createDirectories(Objects.requireNonNull(link.getParent()));
    try {
      Files.createSymbolicLink(link, image);
    } catch (UnsupportedOperationException e) {
      Files.copy(image, link);
    }
  }
}
