package dev.vinyl.cli;

import dev.vinyl.data.DataFingerprint;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The data set of data's README: {@code images} and {@code masks} of the same names. */
final class StreetScenes implements SegmentationDataset {
  private final List<Sample> samples;
  private final DataFingerprint<Sample> fingerprint;

  /** Masks are PNGs of class indices, called {@code CITY-NUMBER.png}; each fourth is for tests. */
  StreetScenes(Path root) throws IOException {
    try (Stream<Path> masks = Files.list(root.resolve("masks"))) {
      samples = masks.sorted().map(mask -> sample(root, mask.getFileName().toString())).toList();
    }
    fingerprint = new DataFingerprint<>(samples, StreetScenes::line);
  }

  private static Sample sample(Path root, String file) {
    String[] name = file.replace(".png", "").split("-", 2);
    Split split = Integer.parseInt(name[1]) % 4 == 0 ? Split.TEST : Split.TRAIN;
    Path image = root.resolve("images").resolve(file);
    Path mask = root.resolve("masks").resolve(file);
    return new Sample(name[0] + "-" + name[1], image, mask, split, Map.of("city", name[0]));
  }

  @Override
  public String name() {
    return "streets";
  }

  @Override
  public List<String> classNames() {
    return List.of("sky", "house", "street", "tree");
  }

  @Override
  public List<Sample> samples(Split split) {
    return samples.stream().filter(sample -> sample.split() == split).toList();
  }

  @Override
  public LabelledImage load(Sample sample) throws IOException {
    return new LabelledImage(
        sample,
        new ImageDecoder().decode(sample.image()),
        ImageFiles.readIndexedOrGreyPng(sample.mask()));
  }

  private static String line(Sample sample) throws IOException {
    String image = DataFingerprint.hash(sample.image());
    return sample.id() + " " + image + " " + DataFingerprint.hash(sample.mask());
  }

  @Override
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }
}
