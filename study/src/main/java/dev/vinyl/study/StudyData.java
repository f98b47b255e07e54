package dev.vinyl.study;

import dev.vinyl.data.ClassificationDataset;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import dev.vinyl.data.layout.Datasets;
import dev.vinyl.data.layout.ImageFolder;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.PetBreeds;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.study.StudySpec.DataSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data sets of a study, each opened when it is first asked for. Thread-safe. */
final class StudyData {
  private final DataSpec spec;
  private final Path drawn;
  private @Nullable SegmentationDataset labelled;
  private @Nullable UnlabelledImages unlabelled;
  private @Nullable ClassificationDataset classes;

  /**
   * The data of a study.
   *
   * @param drawn the folder for images that are drawn
   */
  StudyData(DataSpec spec, Path drawn) {
    this.spec = spec;
    this.drawn = drawn;
  }

  /** Draws what is to be drawn, unless it is there. */
  void draw() throws IOException {
    if (isDrawn() && !Datasets.isLabelled(drawn)) {
      SyntheticPets.write(
          drawn,
          new SyntheticPets.Spec(
              spec.synthetic().images(), spec.synthetic().size(), spec.synthetic().seed()));
    }
  }

  private boolean isDrawn() {
    return spec.synthetic().images() > 0;
  }

  private Path folder(String given, String key, String what) throws IOException {
    if (given.isEmpty()) {
      throw new IOException("data.%s is not given; name %s".formatted(key, what));
    }
    return Path.of(given);
  }

  private Path labelledFolder() throws IOException {
    return isDrawn()
        ? drawn
        : folder(spec.labelled(), "labelled", "the data set to fine-tune on (--data)");
  }

  /** Images with a class for every pixel, split as the study wants it. */
  synchronized SegmentationDataset labelled() throws IOException {
    SegmentationDataset found = labelled;
    if (found == null) {
      found = resplit(Datasets.open(labelledFolder()));
      labelled = found;
    }
    return found;
  }

  private SegmentationDataset resplit(SegmentationDataset whole) throws IOException {
    return spec.test() == 0 ? whole : Splits.resplit(whole, spec.splitSeed(), spec.test());
  }

  /** Those of them that a fine-tuning sees. */
  SegmentationDataset labelled(int size) throws IOException {
    return Splits.trainingSubset(labelled(), size, spec.splitSeed());
  }

  /** The breeds of the labelled images as classes. */
  ClassificationDataset breeds() throws IOException {
    OxfordPets pets = OxfordPets.open(labelledFolder());
    return PetBreeds.of(pets, resplit(pets));
  }

  /** Images with one class each. */
  synchronized ClassificationDataset classes() throws IOException {
    ClassificationDataset found = classes;
    if (found == null) {
      if (isDrawn()) {
        found = PetBreeds.of(OxfordPets.open(drawn));
      } else {
        Path folder =
            folder(spec.classes(), "classes", "a folder with a folder for each class (--classes)");
        found =
            Datasets.isLabelled(folder)
                ? PetBreeds.of(OxfordPets.open(folder))
                : ImageFolder.open(folder, spec.splitSeed());
      }
      classes = found;
    }
    return found;
  }

  private Path unlabelledFolder() throws IOException {
    return isDrawn()
        ? drawn.resolve("images")
        : folder(spec.unlabelled(), "unlabelled", "a folder of images (--unlabelled)");
  }

  /** Images to pre-train on. */
  synchronized UnlabelledImages unlabelled() throws IOException {
    UnlabelledImages found = unlabelled;
    if (found == null) {
      found = UnlabelledImages.open(unlabelledFolder());
      unlabelled = found;
    }
    return found;
  }

  /** Those of them that a pre-training sees. */
  UnlabelledImages unlabelled(int size) throws IOException {
    return unlabelled().subset(size, spec.splitSeed());
  }

  /** How many images there are to fine-tune on. */
  int trainable() throws IOException {
    return labelled().samples(Split.TRAIN).size();
  }

  /** The fingerprints of those data sets that were opened, by the folders that they are in. */
  synchronized Map<String, String> fingerprints() throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    if (labelled != null) {
      all.put(labelledFolder().toAbsolutePath().normalize().toString(), labelled.fingerprint());
    }
    if (unlabelled != null) {
      all.put(unlabelledFolder().toAbsolutePath().normalize().toString(), unlabelled.fingerprint());
    }
    if (classes != null && !isDrawn()) {
      all.put(
          Path.of(spec.classes()).toAbsolutePath().normalize().toString(), classes.fingerprint());
    }
    return all;
  }
}
