package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Species;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Pictures of 4 x 4 pixels in memory: picture k has class k % 3 everywhere, and its red channel
 * says so.
 */
final class ColoredDataset implements SegmentationDataset {
  private final int pictures;
  private final Set<Integer> broken;
  private final Map<Integer, byte[]> truths = new HashMap<>();
  private final AtomicInteger loads = new AtomicInteger();

  ColoredDataset(int pictures) {
    this(pictures, Set.of());
  }

  ColoredDataset(int pictures, Set<Integer> broken) {
    this.pictures = pictures;
    this.broken = broken;
  }

  /** Gives a picture another truth: 16 digits, spaces do not count. */
  void truth(int index, String digits) {
    byte[] classes = new byte[16];
    String rows = digits.replace(" ", "");
    for (int i = 0; i < 16; i++) {
      classes[i] = (byte) (rows.charAt(i) - '0');
    }
    truths.put(index, classes);
  }

  List<LabelledPicture> all() {
    return IntStream.range(0, pictures)
        .mapToObj(
            k ->
                new LabelledPicture(
                    "p" + k,
                    Path.of("p" + k + ".jpg"),
                    Path.of("p.png"),
                    1,
                    "b",
                    Species.CAT,
                    Split.TEST))
        .toList();
  }

  /** How often a picture was decoded. */
  int loads() {
    return loads.get();
  }

  @Override
  public String name() {
    return "colors";
  }

  @Override
  public List<String> classNames() {
    return List.of("pet", "background", "border");
  }

  @Override
  public List<LabelledPicture> pictures(Split split) {
    return all();
  }

  @Override
  public LabelledImage load(LabelledPicture picture) throws IOException {
    loads.incrementAndGet();
    int index = Integer.parseInt(picture.id().substring(1));
    if (broken.contains(index)) {
      throw new IOException(picture.image() + ": is broken; replace it");
    }
    byte[] pixels = new byte[4 * 4 * 3];
    Arrays.fill(pixels, (byte) (index % 3));
    byte[] classes = new byte[4 * 4];
    Arrays.fill(classes, (byte) (index % 3));
    return new LabelledImage(
        picture,
        new RgbImage(4, 4, pixels),
        new ClassMask(4, 4, truths.getOrDefault(index, classes)));
  }

  @Override
  public String fingerprint() {
    return "none";
  }
}
