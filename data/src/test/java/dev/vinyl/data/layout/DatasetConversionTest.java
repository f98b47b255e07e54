package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.DatasetConversion.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was converted holds the same classes as before. */
final class DatasetConversionTest {
  @TempDir private Path temp;
  private PairFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new PairFolder(temp.resolve("data"));
    folder.image("train/images/far/a.png").mask("train/masks/far/a.png", 0, 1, 2, 255);
    folder.image("train/images/b b.png").mask("train/masks/b b.png", 2, 2, 2, 2);
    folder.image("val/images/c.png").mask("val/masks/c.png", 1, 1, 0, 255);
    folder.text("dataset.yaml", "classes: [pet, 'back: ground', \"'n\\\"\\u00e4\"]");
  }

  private static List<byte[]> classes(SegmentationDataset dataset, Split split) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (Sample sample : dataset.samples(split)) {
      all.add(dataset.load(sample).target().classes());
    }
    all.sort(java.util.Arrays::compare);
    return all;
  }

  @ParameterizedTest
  @EnumSource(names = {"MASKS", "COCO"})
  void keepsClassesImagesAndSplits(Format format) throws IOException {
    SegmentationDataset before = folder.open();
    Path out = temp.resolve("out");
    List<Integer> told = new ArrayList<>();
    DatasetConversion.write(before, format, out, told::add);
    SegmentationDataset after = Datasets.open(out);
    assertThat(after.classNames()).isEqualTo(before.classNames());
    for (Split split : Split.values()) {
      assertThat(classes(after, split)).containsExactlyElementsOf(classes(before, split));
    }
    assertThat(Files.readAllBytes(after.samples(Split.VAL).get(0).image()))
        .isEqualTo(Files.readAllBytes(before.samples(Split.VAL).get(0).image()));
    assertThat(told).containsExactly(1, 2, 3);
    assertThat(Datasets.check(out)).isEmpty();
    assertThatThrownBy(() -> DatasetConversion.write(before, format, out, done -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void oxfordNeedsItsClasses() throws IOException {
    Path out = temp.resolve("oxford");
    SegmentationDataset before = folder.open();
    assertThatThrownBy(() -> DatasetConversion.write(before, Format.OXFORD, out, done -> {}))
        .hasMessageContaining("holds the classes pet, background, border, not back: ground");
    assertThat(out).doesNotExist();
    folder.text("dataset.yaml", "classes: [background, border, pet]");
    DatasetConversion.write(folder.open(), Format.OXFORD, out, done -> {});
    OxfordPets pets = OxfordPets.open(out);
    assertThat(PairFolder.ids(pets, Split.TRAIN)).containsExactly("b_b", "far_a", "c");
    // background 0 -> 1, border 1 -> 2, pet 2 -> 0 in the order of the pets' classes
    assertThat(classes(pets, Split.TRAIN))
        .contains(new byte[] {1, 2, 0, -1}, new byte[] {0, 0, 0, 0}, new byte[] {2, 2, 1, -1});
    assertThat(OxfordPets.check(out)).isEmpty();
  }
}
