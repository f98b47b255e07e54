package dev.vinyl.training.stage;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images of 24 x 20 pixels in memory: columns of red (class 0), green (1) and blue (2) whose places
 * differ from image to image.
 */
final class ColouredShapes implements SegmentationDataset {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;

  private final List<Sample> images;
  private final int trained;
  private final int test;
  private final List<String> loads = new CopyOnWriteArrayList<>();
  private @Nullable String bad;
  private boolean ignoresThird;
  private final Set<Integer> ignored = new HashSet<>();

  /** Images to be trained on, and no others. */
  ColouredShapes(int count) {
    this(count, 0, 0);
  }

  /** Images of both splits, and some for validation, in this order. */
  ColouredShapes(int trained, int test, int validation) {
    this.trained = trained;
    this.test = test;
    images =
        IntStream.range(0, trained + test + validation)
            .mapToObj(
                i ->
                    new Sample(
                        "shape-" + i,
                        Path.of("shape-" + i + ".png"),
                        Path.of("shape-" + i + "-mask.png"),
                        i < trained || i >= trained + test ? Split.TRAIN : Split.TEST,
                        Map.of()))
            .toList();
  }

  ColouredShapes withBadImage(String id) {
    bad = id;
    return this;
  }

  /** Some images of which every pixel is 255, and all others of which the left third is. */
  ColouredShapes ignoring(Integer... wholes) {
    ignoresThird = true;
    ignored.addAll(List.of(wholes));
    return this;
  }

  /** The names of the images that were loaded, one for each time. */
  List<String> loads() {
    return loads;
  }

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public List<String> classNames() {
    return List.of("red", "green", "blue");
  }

  @Override
  public List<Sample> samples(Split split) {
    return split == Split.TRAIN
        ? images.subList(0, trained)
        : images.subList(trained, trained + test);
  }

  @Override
  public List<Sample> validationSamples() {
    return images.subList(trained + test, images.size());
  }

  @Override
  public LabelledImage load(Sample sample) throws IOException {
    loads.add(sample.id());
    if (sample.id().equals(bad)) {
      throw new ImageException(sample.image().toString(), "is truncated; replace it");
    }
    int shift = images.indexOf(sample);
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    byte[] classes = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < classes.length; i++) {
      int type = (i % WIDTH + shift) / 3 % 3;
      boolean third = ignoresThird && i % WIDTH < WIDTH / 3;
      boolean out = third || ignored.contains(images.indexOf(sample));
      classes[i] = (byte) (out ? ClassMask.IGNORE : type);
      pixels[3 * i + type] = (byte) 200;
    }
    return new LabelledImage(
        sample, new RgbImage(WIDTH, HEIGHT, pixels), new ClassMask(WIDTH, HEIGHT, classes));
  }

  @Override
  public String fingerprint() {
    return "00ff";
  }
}
