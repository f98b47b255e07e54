package dev.vinyl.data.layout;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A small folder in the Oxford layout, whole until a test breaks it. */
final class PetFolder {
  static final int SIZE = 8;

  final Path root;

  private PetFolder(Path root) {
    this.root = root;
  }

  /** Four images for training, two for testing. */
  static PetFolder whole(Path root) throws IOException {
    PetFolder folder = new PetFolder(root);
    Files.createDirectories(root.resolve("images"));
    Files.createDirectories(root.resolve("annotations/trimaps"));
    for (String id :
        new String[] {"Bengal_1", "Bengal_2", "Bengal_10", "pug_1", "pug_2", "pug_3"}) {
      folder.image(id, SIZE, SIZE);
      folder.trimap(id, SIZE, SIZE, 2);
    }
    folder.list(
        "list.txt",
        "#Image CLASS-ID SPECIES BREED ID",
        "Bengal_1 1 1 1",
        "Bengal_2 1 1 1",
        "Bengal_10 1 1 1",
        "pug_1 2 2 1",
        "pug_2 2 2 1",
        "pug_3 2 2 1");
    folder.list("trainval.txt", "Bengal_1 1 1 1", "Bengal_2 1 1 1", "pug_1 2 2 1", "pug_2 2 2 1");
    folder.list("test.txt", "Bengal_10 1 1 1", "pug_3 2 2 1");
    return folder;
  }

  OxfordPets open() throws IOException {
    return OxfordPets.open(root);
  }

  Path imageFile(String id) {
    return root.resolve("images/" + id + ".jpg");
  }

  Path trimapFile(String id) {
    return root.resolve("annotations/trimaps/" + id + ".png");
  }

  Path listFile(String name) {
    return root.resolve("annotations/" + name);
  }

  void image(String id, int width, int height) throws IOException {
    byte[] pixels = new byte[width * height * 3];
    Arrays.fill(pixels, (byte) id.hashCode());
    Files.write(imageFile(id), ImageEncoder.jpeg(new RgbImage(width, height, pixels)));
  }

  void trimap(String id, int width, int height, int value) throws IOException {
    byte[] values = new byte[width * height];
    Arrays.fill(values, (byte) value);
    trimap(id, new ClassMask(width, height, values));
  }

  void trimap(String id, ClassMask values) throws IOException {
    Files.write(trimapFile(id), ImageEncoder.greyPng(values));
  }

  void list(String name, String... lines) throws IOException {
    Files.write(listFile(name), Arrays.asList(lines));
  }
}
