package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Species;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of 24 x 20 pixels in memory: columns of red (class 0), green (1) and blue (2) whose
 * places differ from picture to picture.
 */
final class ColouredShapes implements SegmentationDataset {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;

  private final List<LabelledPicture> pictures;
  private final int trained;
  private final int test;
  private final List<String> loads = new CopyOnWriteArrayList<>();
  private @Nullable String bad;
  private boolean ignoresThird;
  private final Set<Integer> ignored = new HashSet<>();

  /** Pictures to be trained on, and no others. */
  ColouredShapes(int count) {
    this(count, 0, 0);
  }

  /** Pictures of both splits, and some that are left over, in this order. */
  ColouredShapes(int trained, int test, int leftOver) {
    this.trained = trained;
    this.test = test;
    pictures =
        IntStream.range(0, trained + test + leftOver)
            .mapToObj(
                i ->
                    new LabelledPicture(
                        "shape-" + i,
                        Path.of("shape-" + i + ".png"),
                        Path.of("shape-" + i + "-truth.png"),
                        1,
                        "shape",
                        Species.CAT,
                        i < trained || i >= trained + test ? Split.TRAINVAL : Split.TEST))
            .toList();
  }

  ColouredShapes withBadPicture(String id) {
    bad = id;
    return this;
  }

  /** Some pictures of which every pixel is 255, and all others of which the left third is. */
  ColouredShapes ignoring(Integer... wholes) {
    ignoresThird = true;
    ignored.addAll(List.of(wholes));
    return this;
  }

  /** The names of the pictures that were loaded, one for each time. */
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
  public List<LabelledPicture> pictures(Split split) {
    return split == Split.TRAINVAL
        ? pictures.subList(0, trained)
        : pictures.subList(trained, trained + test);
  }

  @Override
  public List<LabelledPicture> leftOver() {
    return pictures.subList(trained + test, pictures.size());
  }

  @Override
  public LabelledImage load(LabelledPicture picture) throws IOException {
    loads.add(picture.id());
    if (picture.id().equals(bad)) {
      throw new ImageException(picture.image().toString(), "is truncated; replace it");
    }
    int shift = pictures.indexOf(picture);
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    byte[] classes = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < classes.length; i++) {
      int type = (i % WIDTH + shift) / 3 % 3;
      boolean third = ignoresThird && i % WIDTH < WIDTH / 3;
      boolean out = third || ignored.contains(pictures.indexOf(picture));
      classes[i] = (byte) (out ? ClassMask.IGNORE : type);
      pixels[3 * i + type] = (byte) 200;
    }
    return new LabelledImage(
        picture, new RgbImage(WIDTH, HEIGHT, pixels), new ClassMask(WIDTH, HEIGHT, classes));
  }

  @Override
  public String fingerprint() {
    return "00ff";
  }
}
