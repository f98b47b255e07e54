package dev.vinyl.data.layout;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Images of four pixels in a row with masks of any kind, in whatever folders a test wants. */
final class PairFolder {
  final Path root;

  PairFolder(Path root) {
    this.root = root;
  }

  /** An image, as PNG whatever its ending says. */
  PairFolder image(String path) throws IOException {
    ImageFiles.writePng(
        new RgbImage(4, 1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), at(path));
    return this;
  }

  /** The same of another size. */
  PairFolder image(String path, int width, int height) throws IOException {
    ImageFiles.writePng(new RgbImage(width, height, new byte[3 * width * height]), at(path));
    return this;
  }

  /** A mask of grey values, by the number of the pixel from the top left. */
  PairFolder mask(String path, int width, int height, IntUnaryOperator values) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image
        .getRaster()
        .setPixels(0, 0, width, height, IntStream.range(0, width * height).map(values).toArray());
    return write(path, image);
  }

  /** A mask of grey values. */
  PairFolder mask(String path, int... values) throws IOException {
    BufferedImage image = new BufferedImage(values.length, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, values.length, 1, values);
    return write(path, image);
  }

  /** A mask of colours. */
  PairFolder colors(String path, int... colors) throws IOException {
    BufferedImage image = new BufferedImage(colors.length, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, colors.length, 1, colors, 0, colors.length);
    return write(path, image);
  }

  PairFolder write(String path, BufferedImage image) throws IOException {
    Path file = at(path);
    String ending = path.substring(path.lastIndexOf('.') + 1);
    if (!ImageIO.write(image, ending, file.toFile())) {
      throw new IOException("no writer for " + path);
    }
    return this;
  }

  PairFolder text(String path, String text) throws IOException {
    Files.writeString(at(path), text);
    return this;
  }

  private Path at(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(Folders.parent(file));
    return file;
  }

  SegmentationDataset open() throws IOException {
    return Datasets.open(root);
  }

  static List<String> ids(SegmentationDataset dataset, Split split) {
    return dataset.samples(split).stream().map(Sample::id).toList();
  }

  /** The class indices of the first sample of a split. */
  static List<Integer> first(SegmentationDataset dataset, Split split) throws IOException {
    byte[] classes = dataset.load(dataset.samples(split).get(0)).target().classes();
    return IntStream.range(0, classes.length).map(i -> classes[i] & 0xff).boxed().toList();
  }
}
