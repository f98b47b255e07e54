package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.Resizing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code evaluate} can be asked for. */
final class EvaluateCommandTest {
  @TempDir static Path folder;
  private static Workspace workspace;
  private static OxfordPets pets;

  @BeforeAll
  static void trainAndExport() throws IOException {
    workspace = Workspace.create(folder);
    pets = OxfordPets.open(workspace.data());
  }

  @Test
  void slicesByEveryColumnThatIsNamed() throws IOException {
    JsonNode json =
        evaluate(
                "--split",
                "all",
                "--slice",
                "breed",
                "--slice",
                "species",
                "--slice",
                "split",
                "--slice",
                "object-size",
                "--slice",
                "brightness",
                "--json")
            .json();
    JsonNode slices = json.at("/models/0/slices");

    assertThat(json.get("split").asText()).isEqualTo("all");
    assertThat(json.get("images").asInt()).isEqualTo(16);
    Map<String, Integer> breeds = new TreeMap<>();
    Map<String, Integer> species = new TreeMap<>();
    Map<String, Integer> sizes = new TreeMap<>();
    for (Sample sample : all()) {
      breeds.merge(sample.attributes().get("breed"), 1, Integer::sum);
      species.merge(sample.attributes().get("species"), 1, Integer::sum);
      sizes.merge(sizeOfPet(sample), 1, Integer::sum);
    }
    assertThat(images(slices.get("breed"))).isEqualTo(breeds);
    assertThat(images(slices.get("species"))).isEqualTo(species);
    assertThat(images(slices.get("split"))).isEqualTo(Map.of("test", 4, "train", 12));
    assertThat(images(slices.get("object-size"))).isEqualTo(sizes);
    assertThat(images(slices.get("brightness")).keySet()).isSubsetOf("dark", "medium", "bright");
    assertThat(images(slices.get("brightness")).values().stream().mapToInt(i -> i).sum())
        .isEqualTo(16);
  }

  @Test
  void aSliceScoresLikeItsImagesAlone() throws IOException {
    JsonNode both = evaluate("--split", "all", "--slice", "split", "--json").json();
    for (String split : List.of("train", "test")) {
      JsonNode alone = evaluate("--split", split, "--json").json().at("/models/0/scores");
      JsonNode slice = both.at("/models/0/slices/split/" + split);
      for (String score : List.of("/dataset/miou", "/paper/miou")) {
        assertThat(slice.at(score).asDouble())
            .as(split + score)
            .isCloseTo(alone.at(score).asDouble(), within(1e-12));
      }
    }
  }

  @Test
  void badImagesAreListedAndFailOnlyWhereAsked() throws IOException {
    Path data = workspace.copyOfData("bad");
    List<Sample> listed = OxfordPets.open(data).samples(Split.TEST);
    Path cut = listed.get(0).image();
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Path resized = listed.get(1).mask();
    ImageFiles.writeIndexedPng(new ClassMask(2, 1, new byte[] {1, 2}), Palette.standard(), resized);
    Path garbage = Files.writeString(listed.get(2).image(), "garbage");
    Path out = folder.resolve("bad-scores");

    CommandLineFixture scored = evaluate(data, "--out", out.toString());
    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.out()).contains("split test: 1 images, 3 skipped");
    JsonNode skipped =
        JsonMapper.builder()
            .build()
            .readTree(out.resolve("scores.json").toFile())
            .get("skippedPictures");
    List<Path> files = List.of(cut, resized, garbage);
    assertThat(skipped).hasSize(3);
    for (int i = 0; i < 3; i++) {
      String reason = skipped.get(i).get("reason").asText();
      assertThat(skipped.get(i).get("id").asText()).isEqualTo(listed.get(i).id());
      assertThat(reason).startsWith(files.get(i) + ": ");
      assertThat(scored.errLines()).contains("vinyl: skipped " + reason);
    }

    CommandLineFixture failed = evaluate(data, "--fail-on-skip");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errLines())
        .last()
        .isEqualTo("vinyl: 3 images were skipped, and --fail-on-skip was given");
    assertThat(evaluate("--fail-on-skip").exitCode()).isZero();
  }

  @Test
  void scoresInWindowsWhatTheSegmenterSeesInThem() throws IOException {
    Path masks = folder.resolve("tiled");
    CommandLineFixture scored =
        evaluate("--at", "original", "--tile", "40x48", "--save-masks", masks.toString(), "--json");

    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.json().at("/models/0/windows").asText())
        .isEqualTo("40x48 pixels, overlap 0.25");
    SegmenterOptions options = SegmenterOptions.defaults().withTiling(Tiling.of(40, 48));
    try (Segmenter segmenter = Segmenter.open(workspace.model(), options)) {
      for (Sample sample : pets.samples(Split.TEST)) {
        assertSame(pixels(masks, sample), segmenter.segment(ImageSource.of(sample.image())).mask());
      }
    }
  }

  @Test
  void predictsInWindowsToo() throws IOException {
    Path out = folder.resolve("tiled-predictions");
    Sample sample = pets.samples(Split.TEST).get(0);
    CommandLineFixture predicted =
        vinyl(
            "predict",
            "--model",
            workspace.model().toString(),
            "--out",
            out.toString(),
            "--tile",
            "auto",
            "--overlap",
            "0.5",
            sample.image().toString());

    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    SegmenterOptions options =
        SegmenterOptions.defaults().withTiling(Tiling.auto().withOverlap(0.5));
    try (Segmenter segmenter = Segmenter.open(workspace.model(), options)) {
      Path mask;
      try (Stream<Path> files = Files.list(out)) {
        mask =
            files.filter(file -> file.toString().endsWith("-mask.png")).findFirst().orElseThrow();
      }
      assertSame(
          ImageFiles.readIndexedOrGreyPng(mask),
          segmenter.segment(ImageSource.of(sample.image())).mask());
    }
    vinyl("predict", "--model", "m", "--out", out.toString(), "--overlap", "0.5", "cat.jpg")
        .assertFailure(2, "add --tile");
  }

  @Test
  void savesTheMasksThatTheModelPredicts() throws IOException {
    Path masks = folder.resolve("masks");
    Path large = folder.resolve("large");
    assertThat(evaluate("--save-masks", masks.toString()).exitCode()).isZero();
    assertThat(evaluate("--save-masks", large.toString(), "--at", "original").exitCode()).isZero();

    assertThat(names(masks)).isEqualTo(pngs(pets.samples(Split.TEST)));
    try (Segmenter segmenter = Segmenter.open(workspace.model())) {
      for (Sample sample : pets.samples(Split.TEST)) {
        Segmentation predicted = segmenter.segment(ImageSource.of(sample.image()));
        assertSame(pixels(masks, sample), predicted.modelMask());
        assertSame(pixels(large, sample), predicted.mask());
      }
    }
  }

  @Test
  void eachOfTwoModelsHasAFolderOfMasks() throws IOException {
    Path second = folder.resolve("second.onnx");
    Path run = folder.resolve("second-run");
    assertThat(workspace.finetune(run, "--seed", "9").exitCode()).isZero();
    assertThat(workspace.export(run, second).exitCode()).isZero();
    Path masks = folder.resolve("two");
    assertThat(evaluate("--model", second.toString(), "--save-masks", masks.toString()).exitCode())
        .isZero();

    assertThat(names(masks)).hasSize(2);
    for (Path model : List.of(workspace.model(), second)) {
      String name = model.getFileName().toString().replace(".onnx", "");
      Path own;
      try (Stream<Path> folders = Files.list(masks)) {
        own =
            folders
                .filter(f -> f.getFileName().toString().contains(name))
                .findFirst()
                .orElseThrow();
      }
      try (Segmenter segmenter = Segmenter.open(model)) {
        Sample sample = pets.samples(Split.TEST).get(3);
        assertSame(
            pixels(own, sample), segmenter.segment(ImageSource.of(sample.image())).modelMask());
      }
    }
  }

  @Test
  void requirementsDecideTheExitCode() throws IOException {
    double miou = evaluate("--json").json().at("/models/0/scores/dataset/miou").asDouble();

    assertThat(evaluate("--require", "dataset.miou>=" + miou).exitCode()).isZero();
    assertThat(evaluate("--require", "dataset.miou>0", "--require", "paper.miou<=1").exitCode())
        .isZero();
    CommandLineFixture missed =
        evaluate("--require", "dataset.miou>=0", "--require", "dataset.miou>" + miou);
    assertThat(missed.exitCode()).isEqualTo(1);
    assertThat(missed.errLines())
        .last()
        .isEqualTo(
            "vinyl: %s: dataset.miou is %s, but dataset.miou>%s is required"
                .formatted(workspace.model(), miou, miou));
    // before anything is scored: no progress, one line
    evaluate("--require", "dataset.mio>=0.1")
        .assertFailure(2, "there is no score 'dataset.mio'; near are dataset.miou");
    evaluate("--require", "calibration.temperature.ece<0.1")
        .assertFailure(2, "there is no score 'calibration.temperature.ece'");
    assertThat(evaluate("--require", "foreground.iou>=0").exitCode()).isZero();
    evaluate("--require", "dataset.miou").assertFailure(2, "dataset.miou>=0.60");
  }

  @Test
  void modelsThatDifferInTheirSeedAloneAreAGroup() throws IOException {
    List<String> words = new ArrayList<>();
    for (String seed : List.of("21", "22")) {
      Path run = folder.resolve("seed-" + seed);
      Path model = folder.resolve("seed-" + seed + ".onnx");
      assertThat(workspace.finetune(run, "--seed", seed).exitCode()).isZero();
      assertThat(workspace.export(run, model).exitCode()).isZero();
      words.addAll(List.of("--model", model.toString()));
    }
    Path other = folder.resolve("other");
    Path otherModel = folder.resolve("other.onnx");
    assertThat(workspace.finetune(other, "--set", "learningRate=0.002").exitCode()).isZero();
    assertThat(workspace.export(other, otherModel).exitCode()).isZero();
    words.addAll(List.of("--model", otherModel.toString()));
    words.addAll(List.of("--model", workspace.model().toString())); // once more
    String[] text = words.toArray(String[]::new);
    words.add("--json");

    JsonNode json = evaluate(words.toArray(String[]::new)).json();
    JsonNode group = json.at("/groups/0");
    double[] scores = new double[3];
    for (int i = 0; i < 3; i++) {
      scores[i] = json.at("/models/%d/scores/dataset/miou".formatted(i)).asDouble();
    }
    double mean = (scores[0] + scores[1] + scores[2]) / 3;

    assertThat(json.get("groups")).hasSize(1);
    assertThat(group.path("models").toString())
        .contains("pets.onnx", "seed-21.onnx", "seed-22.onnx")
        .doesNotContain("other.onnx");
    assertThat(group.path("seeds").toString()).isEqualTo("[\"1\",\"21\",\"22\"]");
    assertThat(group.path("encoder").asText()).isEqualTo("drawn");
    assertThat(group.at("/scores/dataset.miou/mean").asDouble()).isCloseTo(mean, within(1e-12));
    assertThat(json.at("/comparisons/0/over").asText()).isEqualTo("images");
    assertThat(json.at("/comparisons/0").toString()).doesNotContain("significant");
    String table = evaluate(text).out();
    assertThat(table)
        .contains("group 1: models 1, 2, 3, runs of one recipe with the seeds 1, 21, 22")
        .contains("over 3 runs (95 % over runs and images ")
        .doesNotContain("significant");
  }

  @Test
  void comparesAtTheOriginalSizeWithEveryPixelOfTheTarget() throws IOException {
    JsonNode json = evaluate("--at", "original", "--json").json();
    long same = 0;
    long pixels = 0;
    try (Segmenter segmenter = Segmenter.open(workspace.model())) {
      for (Sample sample : pets.samples(Split.TEST)) {
        byte[] target = pets.load(sample).target().classes();
        byte[] found = segmenter.segment(ImageSource.of(sample.image())).mask().classes();
        pixels += target.length;
        for (int i = 0; i < target.length; i++) {
          same += target[i] == found[i] ? 1 : 0;
        }
      }
    }
    assertThat(json.get("size").asText()).isEqualTo("original");
    assertThat(json.at("/models/0/scores/dataset/pixelAccuracy").asDouble())
        .isEqualTo((double) same / pixels);
  }

  @Test
  void writesParquetOnlyWhereAsked() throws IOException {
    Path plain = folder.resolve("plain");
    Path both = folder.resolve("both");
    assertThat(evaluate("--out", plain.toString()).exitCode()).isZero();
    CommandLineFixture asked = evaluate("--out", both.toString(), "--parquet");
    assertThat(asked.exitCode()).as(asked.err()).isZero();

    List<String> expected = new ArrayList<>(names(plain));
    assertThat(expected).contains("images.arrow").doesNotContain("images.parquet");
    expected.add("images.parquet");
    assertThat(names(both)).containsExactlyInAnyOrderElementsOf(expected);
    byte[] file = Files.readAllBytes(both.resolve("images.parquet"));
    assertThat(new String(file, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    assertThat(new String(file, file.length - 4, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
  }

  @Test
  void refusesWhatIsNoneOfItsChoices() {
    evaluate("--parquet").assertFailure(2, "--parquet needs --out DIR");
    evaluate("--split", "training").assertFailure(2, "train, val, test, trainval, all");
    evaluate("--slice", "colour")
        .assertFailure(2, "breed, species, split, object-size, brightness");
    evaluate("--at", "half").assertFailure(2, "model, original");
    evaluate("--device", "gpu").assertFailure(2, "gpu");
    evaluate("--tile", "auto").assertFailure(2, "--at original");
    evaluate("--at", "original", "--overlap", "0.5").assertFailure(2, "add --tile");
    evaluate("--at", "original", "--tile", "auto", "--overlap", "1").assertFailure(2, "0..0.9");
    evaluate("--at", "original", "--tile", "4").assertFailure(2, "8..8192");
    evaluate("--at", "original", "--tile", "64x").assertFailure(2, "such as 512 or 512x768");
    evaluate("--at", "original", "--tile", "auto", "--fit-temperature", "train")
        .assertFailure(2, "leave one of them out");
  }

  private static CommandLineFixture evaluate(String... more) {
    return evaluate(workspace.data(), more);
  }

  private static CommandLineFixture evaluate(Path data, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "evaluate", "--model", workspace.model().toString(), "--data", data.toString()));
    words.addAll(List.of(more));
    return vinyl(words.toArray(String[]::new));
  }

  private static List<Sample> all() {
    return SplitChoice.ALL.of(pets);
  }

  private static void assertSame(ClassMask found, ClassMask expected) {
    assertThat(List.of(found.width(), found.height()))
        .isEqualTo(List.of(expected.width(), expected.height()));
    assertThat(found.classes()).isEqualTo(expected.classes());
  }

  /** By the ground truth at the model's 64 x 64 pixels. */
  private static String sizeOfPet(Sample sample) throws IOException {
    ClassMask target = Resizing.resizeNearest(pets.load(sample).target(), 64, 64);
    int pet = 0;
    for (byte c : target.classes()) {
      pet += c == 0 ? 1 : 0;
    }
    double share = (double) pet / target.classes().length;
    return share < 0.15 ? "small" : share < 0.35 ? "medium" : "large";
  }

  private static Map<String, Integer> images(JsonNode slices) {
    Map<String, Integer> images = new TreeMap<>();
    slices.properties().forEach(s -> images.put(s.getKey(), s.getValue().get("images").asInt()));
    return images;
  }

  private static ClassMask pixels(Path masks, Sample sample) throws IOException {
    return ImageFiles.readIndexedOrGreyPng(masks.resolve(sample.id() + ".png"));
  }

  private static List<String> pngs(List<Sample> samples) {
    return samples.stream().map(sample -> sample.id() + ".png").sorted().toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
