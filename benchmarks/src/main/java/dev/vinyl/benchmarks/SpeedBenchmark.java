package dev.vinyl.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One table of everything whose speed is compared: each measurement in a JVM of its own, in turns
 * with another program's of the same thing, such as PyTorch's.
 *
 * <p>Arguments: the command {@code vinyl}, rounds, threads, and where there is one the other
 * program. That is called with {@code train}, {@code simmim} or {@code infer BATCH=N} and prints a
 * line with {@code fastest=} and {@code img_per_s=NUMBER}. Prints a line of every pair, at the end
 * a table in Markdown with the medians of the ratios, and the same in JSON.
 */
public final class SpeedBenchmark {
  private static final Pattern OTHER = Pattern.compile("fastest=.*img_per_s=([0-9.]+)");
  private static final Pattern STEP =
      Pattern.compile("batch (\\d+).*median (\\d+) ms.*peak (\\d+) MiB");
  private static final Pattern INFERENCE =
      Pattern.compile(
          "batch (\\d+), \\S+ (\\S+): median (\\d+) images/s \\(.*\\); in workers (\\d+)");
  private static final Pattern EVALUATION =
      Pattern.compile(
          "models 1: (\\d+) images/s.*images .* of the model alone, ([0-9.]+) of workers");
  private static final int[] BATCHES = {1, 8, 64};
  private static final int TRAINED_IMAGES = 256;

  private final String launcher;
  private final int threads;
  private final List<String> other;
  private final Map<String, Pairs> found = new LinkedHashMap<>();

  /**
   * What was measured in each round, ours and the other's; the other's is NaN where there is none.
   */
  private record Pairs(List<Double> ours, List<Double> others) {
    double ratio() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        ratios.add(ours.get(i) / others.get(i));
      }
      return median(ratios);
    }
  }

  private SpeedBenchmark(String launcher, int threads, List<String> other) {
    this.launcher = launcher;
    this.threads = threads;
    this.other = other;
  }

  /** Runs the measurements. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    List<String> other = args.length > 3 ? List.of(args[3].split(" ")) : List.of();
    SpeedBenchmark benchmark = new SpeedBenchmark(args[0], threads, other);
    for (int round = 0; round < rounds; round++) {
      benchmark.round();
    }
    benchmark.print();
  }

  private void round() throws Exception {
    step("training step, batch 64", "segmentation", "train");
    command();
    step("SimMIM step, batch 64", "simmim", "simmim");
    inference();
    for (String line : Programs.java(EvaluateBenchmark.class, "1", "1024", threads)) {
      Matcher m = EVALUATION.matcher(line);
      if (m.find()) {
        add("evaluation from files, images/s", Double.parseDouble(m.group(1)), Double.NaN);
        add(
            "evaluation over the model alone in workers",
            Double.parseDouble(m.group(2)),
            Double.NaN);
      }
    }
  }

  private void step(String name, String stage, String others) throws Exception {
    for (String line :
        Programs.java(TrainStepBenchmark.class, "64", "3", threads, "0", "auto", stage)) {
      Matcher m = STEP.matcher(line);
      if (m.find()) {
        double speed = 1000.0 * Integer.parseInt(m.group(1)) / Integer.parseInt(m.group(2));
        add(name + ", images/s", speed, others(others, "REPS=3"));
        add(name + ", peak MiB", Double.parseDouble(m.group(3)), Double.NaN);
      }
    }
  }

  /** A whole fine-tuning by the command line, from JPEG files: what a user waits for. */
  private void command() throws Exception {
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    try {
      add(
          "training by the command, batch 64, images/s",
          trainedByCommand(folder),
          others("train", "REPS=3"));
    } finally {
      Programs.delete(folder);
    }
  }

  private double trainedByCommand(Path folder) throws Exception {
    PhotographedPets.write(folder.resolve("pets"), TRAINED_IMAGES);
    Files.move(
        folder.resolve("pets/annotations/test.txt"),
        folder.resolve("pets/annotations/trainval.txt"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.createFile(folder.resolve("pets/annotations/test.txt"));
    List<String> arguments = new ArrayList<>();
    Collections.addAll(
        arguments, launcher, "finetune", "--data", folder.resolve("pets").toString());
    Collections.addAll(arguments, "--out", folder.resolve("run").toString());
    Collections.addAll(arguments, "--cache", folder.resolve("cache").toString());
    Collections.addAll(arguments, "--threads", "" + threads, "--json");
    Collections.addAll(arguments, "--set", "batchSize=64", "--set", "epochs=3");
    Collections.addAll(arguments, "--set", "validation.every=0");
    JsonNode result = new ObjectMapper().readTree(String.join("\n", Programs.lines(arguments)));
    return 3.0 * TRAINED_IMAGES / result.path("seconds").asDouble();
  }

  /** Of all variants the fastest, in fp32 and in integers. */
  private void inference() throws Exception {
    Map<String, Double> best = new LinkedHashMap<>();
    for (String line : Programs.java(InferenceBenchmark.class, "1", threads, "1,8,64")) {
      Matcher m = INFERENCE.matcher(line);
      if (m.find()) {
        String numbers = m.group(2).startsWith("int8") ? "int8" : m.group(2);
        String name = "inference %s, batch %s".formatted(numbers, m.group(1));
        best.merge(name + ", one session", Double.parseDouble(m.group(3)), Math::max);
        best.merge(name + ", in workers", Double.parseDouble(m.group(4)), Math::max);
      }
    }
    for (int batch : BATCHES) {
      double others = others("infer", "REPS=3", "BATCH=" + batch);
      best.forEach(
          (name, speed) -> {
            if (name.contains(", batch %d,".formatted(batch))) {
              add(name + ", images/s", speed, others);
            }
          });
    }
  }

  private void add(String name, double ours, double others) {
    Pairs pairs = found.computeIfAbsent(name, n -> new Pairs(new ArrayList<>(), new ArrayList<>()));
    pairs.ours().add(ours);
    pairs.others().add(others);
    System.out.printf("%s: %.2f, other %.2f%n", name, ours, others);
  }

  private void print() throws IOException {
    System.out.println();
    System.out.println("| | ours | other | ratio |");
    System.out.println("|---|---|---|---|");
    Map<String, Object> json = new LinkedHashMap<>();
    found.forEach(
        (name, pairs) -> {
          boolean compared = !pairs.others().contains(Double.NaN);
          System.out.printf(
              "| %s | %.2f | %s | %s |%n",
              name,
              median(pairs.ours()),
              compared ? "%.2f".formatted(median(pairs.others())) : "",
              compared ? "%.2f".formatted(pairs.ratio()) : "");
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("ours", pairs.ours());
          if (compared) {
            values.put("other", pairs.others());
            values.put("medianRatio", pairs.ratio());
          }
          json.put(name, values);
        });
    System.out.println();
    System.out.println(new ObjectMapper().writeValueAsString(json));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** NaN where there is no other program. */
  private double others(String... arguments) throws Exception {
    if (other.isEmpty()) {
      return Double.NaN;
    }
    List<String> command = new ArrayList<>(other);
    command.addAll(List.of(arguments));
    for (String line : Programs.lines(command)) {
      Matcher m = OTHER.matcher(line);
      if (m.find()) {
        return Double.parseDouble(m.group(1));
      }
    }
    throw new IOException("no line with fastest= and img_per_s= from " + command);
  }
}
