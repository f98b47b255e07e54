package dev.vinyl.evaluation;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Images of 4 x 4 pixels in memory: image k has class k % 3 everywhere, and its red channel says
 * so.
 */
final class ColoredDataset implements SegmentationDataset {
  private final int images;
  private final Set<Integer> broken;
  private final Map<Integer, byte[]> targets = new HashMap<>();
  private final AtomicInteger loads = new AtomicInteger();

  ColoredDataset(int images) {
    this(images, Set.of());
  }

  ColoredDataset(int images, Set<Integer> broken) {
    this.images = images;
    this.broken = broken;
  }

  /** Gives an image another ground truth: 16 digits, spaces do not count. */
  void target(int index, String digits) {
    byte[] classes = new byte[16];
    String rows = digits.replace(" ", "");
    for (int i = 0; i < 16; i++) {
      classes[i] = (byte) (rows.charAt(i) - '0');
    }
    targets.put(index, classes);
  }

  List<Sample> all() {
    return IntStream.range(0, images)
        .mapToObj(
            k ->
                new Sample(
                    "p" + k,
                    Path.of("p" + k + ".jpg"),
                    Path.of("p.png"),
                    Split.TEST,
                    Map.of("species", "cat")))
        .toList();
  }

  /** How often an image was decoded. */
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
  public Optional<Foreground> foreground() {
    return Optional.of(new Foreground("pet", "border"));
  }

  @Override
  public List<Sample> samples(Split split) {
    return all();
  }

  @Override
  public LabelledImage load(Sample sample) throws IOException {
    loads.incrementAndGet();
    int index = Integer.parseInt(sample.id().substring(1));
    if (broken.contains(index)) {
      throw new IOException(sample.image() + ": is broken; replace it");
    }
    byte[] pixels = new byte[4 * 4 * 3];
    Arrays.fill(pixels, (byte) (index % 3));
    byte[] classes = new byte[4 * 4];
    Arrays.fill(classes, (byte) (index % 3));
    return new LabelledImage(
        sample,
        new RgbImage(4, 4, pixels),
        new ClassMask(4, 4, targets.getOrDefault(index, classes)));
  }

  @Override
  public String fingerprint() {
    return "none";
  }
}
