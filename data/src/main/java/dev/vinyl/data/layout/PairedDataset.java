package dev.vinyl.data.layout;

import dev.vinyl.data.DataFingerprint;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images, each with its ground truth, however both are stored: what most layouts open. */
final class PairedDataset implements SegmentationDataset {
  private final Path root;
  private final DatasetDescription description;
  private final Map<Split, List<Sample>> samples = new EnumMap<>(Split.class);
  private final MaskSource masks;
  private final DataFingerprint<Sample> fingerprint;

  /**
   * A data set.
   *
   * @param root whose name it has
   * @param all its samples, of all splits
   */
  PairedDataset(Path root, DatasetDescription description, List<Sample> all, MaskSource masks) {
    this.root = root;
    this.description = description;
    this.masks = masks;
    for (Split split : Split.values()) {
      samples.put(split, all.stream().filter(sample -> sample.split() == split).toList());
    }
    List<Sample> byId = all.stream().sorted(Comparator.comparing(Sample::id)).toList();
    this.fingerprint = new DataFingerprint<>(byId, this::line);
  }

  @Override
  public String name() {
    return Folders.name(root);
  }

  @Override
  public List<String> classNames() {
    return masks.classNames();
  }

  @Override
  public List<Sample> samples(Split split) {
    return samples.getOrDefault(split, List.of());
  }

  @Override
  public LabelledImage load(Sample sample) throws IOException {
    SampleFiles.requireImage(sample);
    return SampleFiles.load(
        sample, masks, description.storedPixels(), description.resizeMasks(), "mask");
  }

  @Override
  public Optional<String> doubts(List<Sample> some) {
    return TurnedImages.doubt(root, some, description);
  }

  @Override
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }

  /** What is read in another way than by default says so. */
  private String line(Sample sample) throws IOException {
    SampleFiles.requireImage(sample);
    List<String> words = new ArrayList<>();
    words.add(sample.id());
    words.add(SampleFiles.hash(Problem.Kind.UNREADABLE_IMAGE, sample.image()));
    words.add(masks.identity(sample));
    if (description.storedPixels()) {
      words.add("stored");
    }
    if (description.resizeMasks()) {
      words.add("resized");
    }
    return String.join(" ", words);
  }
}
