package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The paper's three claims, tested on a grid. */
final class Claims {
  private static final String NONE = "none";
  private static final String RULE =
      "Supported if the 95 % interval of every part lies above 0, contradicted if one lies below 0,"
          + " else undecided.";
  private static final String OF_SEEDS =
      " The interval is over seeds and images together, each paired; with one seed there is none.";
  private static final double POINT = 0.01;
  private static final String PAIRED = "d of paired images";

  private final Grid grid;
  private final @Nullable Encoders encoders;
  private final Bootstrap bootstrap;
  private final List<Integer> tuned;
  private final List<Integer> pretrained;

  private Claims(Grid grid, @Nullable Encoders encoders, Bootstrap bootstrap) {
    this.grid = grid;
    this.encoders = encoders;
    this.bootstrap = bootstrap;
    this.tuned = grid.finetuning();
    this.pretrained = grid.pretraining();
  }

  /** Tests all three; a claim that the study has nothing on has no parts. */
  static List<Claim> of(Grid grid, @Nullable Encoders encoders, Bootstrap bootstrap) {
    Claims claims = new Claims(grid, encoders, bootstrap);
    return List.of(claims.first(), claims.second(), claims.third());
  }

  private Claim first() {
    List<Claim.Part> parts = new ArrayList<>();
    int most = pretrained.get(pretrained.size() - 1);
    if (pretrained.contains(0) && most > 0) {
      parts.add(
          part(
              "Pre-training helps: mIoU after pre-training on %,d images less mIoU from random initialization, mean over fine-tuning sizes."
                  .formatted(most),
              gain(most, 0, tuned)));
    }
    if (tuned.size() > 1) {
      parts.add(
          part(
              "More fine-tuning images help: mIoU with %,d less mIoU with %,d, mean over pre-training sizes."
                  .formatted(tuned.get(tuned.size() - 1), tuned.get(0)),
              more(tuned.get(0), tuned.get(tuned.size() - 1), 1)));
    }
    if (tuned.size() > 2) {
      int last = tuned.size() - 1;
      Map<CellKey, Double> falling = more(tuned.get(0), tuned.get(1), 100);
      add(falling, more(tuned.get(last - 1), tuned.get(last), 100), -1);
      parts.add(
          part(
              "Marginal gains of fine-tuning images fall: gain for 100 more between the two smallest sizes less that between the two largest, mean over pre-training sizes.",
              falling));
    }
    List<Integer> some = pretrained.stream().filter(size -> size > 0).toList();
    if (pretrained.contains(0) && some.size() > 1) {
      int first = some.get(0);
      int before = some.get(some.size() - 2);
      Map<CellKey, Double> falling = scaled(gain(first, 0, tuned), 1000.0 / first);
      add(falling, gain(most, before, tuned), -1000.0 / (most - before));
      parts.add(
          part(
              "Marginal gains of pre-training images fall: gain for 1,000 more up to %,d less that from %,d to %,d, mean over fine-tuning sizes."
                  .formatted(first, before, most),
              falling));
    }
    return new Claim(
        "Claim 1",
        "Pre-training and more fine-tuning data both help, with falling marginal gains.",
        RULE + OF_SEEDS,
        parts);
  }

  private Claim second() {
    List<Claim.Part> parts = new ArrayList<>();
    List<Integer> sizes = pretrained.stream().filter(size -> size > 0).toList();
    String kind =
        grid.intermediates().stream()
            .filter(k -> k.equals("classification") || k.equals("breeds"))
            .findFirst()
            .orElse("");
    if (!kind.isEmpty() && grid.intermediates().contains(NONE) && !sizes.isEmpty()) {
      parts.add(
          part(
              "It lowers mIoU: mIoU without it less mIoU with it, mean over pre-training and fine-tuning sizes.",
              lowering(kind, sizes, tuned)));
      if (tuned.size() > 1) {
        Map<CellKey, Double> most = lowering(kind, sizes, tuned.subList(0, 1));
        add(most, lowering(kind, sizes, tuned.subList(tuned.size() - 1, tuned.size())), -1);
        parts.add(
            part(
                "Most where pre-training helps most, which is with few images: what it takes with %,d fine-tuning images less what it takes with %,d."
                    .formatted(tuned.get(0), tuned.get(tuned.size() - 1)),
                most));
      }
      addEverywhere(parts, kind, sizes);
    }
    return new Claim(
        "Claim 2",
        "The intermediate classification stage lowers mIoU everywhere, most where pre-training helps most.",
        RULE + OF_SEEDS,
        parts);
  }

  /** The cell in which it lowers least: everywhere is as much as there. */
  private void addEverywhere(List<Claim.Part> parts, String kind, List<Integer> sizes) {
    Claim.@Nullable Part least = null;
    int lowered = 0;
    int cells = 0;
    for (int size : sizes) {
      for (int number : tuned) {
        Claim.Part one =
            part(
                "%,d pre-training and %,d fine-tuning images".formatted(size, number),
                lowering(kind, List.of(size), List.of(number)));
        if (!Double.isNaN(one.estimate().estimate())) {
          cells++;
          lowered += one.estimate().estimate() > 0 ? 1 : 0;
          boolean less = least == null || one.estimate().estimate() < least.estimate().estimate();
          least = less ? one : least;
        }
      }
    }
    if (least != null) {
      parts.add(
          new Claim.Part(
              "Everywhere: it lowers the mean in %d of %d cells; the least in that of %s."
                  .formatted(lowered, cells, least.text()),
              least.estimate(),
              least.bootstrap(),
              0,
              least.effect(),
              least.effectName(),
              least.seeds(),
              least.images()));
    }
  }

  private Claim third() {
    List<Claim.Part> parts = new ArrayList<>();
    Encoders all = encoders;
    if (all != null) {
      List<Integer> sizes =
          all.encoders().stream().map(Encoders.Encoder::pretraining).distinct().sorted().toList();
      for (int size : sizes) {
        Optional<Encoders.Encoder> plain = all.find(size, NONE);
        Optional<Encoders.Encoder> spatial = all.find(size, "spatial");
        if (plain.isEmpty()) {
          continue;
        }
        spatial.ifPresent(
            found ->
                parts.add(
                    probes(
                        "Spatial supervision raises the probe's accuracy after pre-training on %,d images."
                            .formatted(size),
                        found.bestProbe(),
                        plain.get().bestProbe(),
                        0)));
        for (String kind : List.of("classification", "breeds")) {
          all.find(size, kind)
              .ifPresent(
                  found ->
                      parts.add(
                          probes(
                              "%s does not, by a point at most: the accuracy before it less that after it, pre-training on %,d images."
                                  .formatted(
                                      kind.equals("breeds")
                                          ? "Classification of breeds"
                                          : "Classification",
                                      size),
                              plain.get().bestProbe(),
                              found.bestProbe(),
                              POINT)));
        }
      }
    }
    return new Claim(
        "Claim 3",
        "Spatially aligned supervision raises linear separability, classification does not.",
        RULE
            + " It rests on one encoder of each kind: the interval is over images alone, with the ends"
            + " of both accuracies added by squares, and says nothing of encoders of other seeds.",
        parts);
  }

  /** Of two proportions over the same images: too wide if anything (Zou and Donner 2008). */
  static Claim.Part probes(
      String text, ConfidenceInterval high, ConfidenceInterval low, double margin) {
    double difference = high.estimate() - low.estimate();
    ConfidenceInterval interval =
        new ConfidenceInterval(
            difference,
            difference - Math.hypot(high.estimate() - high.low(), low.high() - low.estimate()),
            difference + Math.hypot(high.high() - high.estimate(), low.estimate() - low.low()),
            high.level());
    double effect =
        2 * Math.asin(Math.sqrt(high.estimate())) - 2 * Math.asin(Math.sqrt(low.estimate()));
    return new Claim.Part(text, interval, interval, margin, effect, "Cohen's h", 1, 0);
  }

  private Claim.Part part(String text, Map<CellKey, Double> weights) {
    Contrast found = Contrast.of(grid, weights, bootstrap);
    return new Claim.Part(
        text,
        found.estimate(),
        found.bootstrap(),
        0,
        found.effect(),
        PAIRED,
        found.seeds(),
        found.images());
  }

  /** Mean over fine-tuning sizes of one pre-training size less another. */
  private static Map<CellKey, Double> gain(int more, int fewer, List<Integer> sizes) {
    Map<CellKey, Double> weights = new LinkedHashMap<>();
    for (int size : sizes) {
      put(weights, more, NONE, size, 1.0 / sizes.size());
      put(weights, fewer, NONE, size, -1.0 / sizes.size());
    }
    return weights;
  }

  /**
   * Mean over pre-training sizes of one fine-tuning size less another.
   *
   * @param per 1 for the whole difference; else for so many more images
   */
  private Map<CellKey, Double> more(int from, int to, int per) {
    Map<CellKey, Double> weights = new LinkedHashMap<>();
    double scale = (per == 1 ? 1.0 : (double) per / (to - from)) / pretrained.size();
    for (int size : pretrained) {
      put(weights, size, NONE, to, scale);
      put(weights, size, NONE, from, -scale);
    }
    return weights;
  }

  private static Map<CellKey, Double> lowering(
      String kind, List<Integer> sizes, List<Integer> tuned) {
    Map<CellKey, Double> weights = new LinkedHashMap<>();
    double scale = 1.0 / (sizes.size() * tuned.size());
    for (int size : sizes) {
      for (int number : tuned) {
        put(weights, size, NONE, number, scale);
        put(weights, size, kind, number, -scale);
      }
    }
    return weights;
  }

  private static void put(
      Map<CellKey, Double> weights, int size, String kind, int number, double weight) {
    weights.merge(new CellKey(size, kind, number, 0), weight, Double::sum);
  }

  private static Map<CellKey, Double> scaled(Map<CellKey, Double> weights, double factor) {
    Map<CellKey, Double> result = new LinkedHashMap<>();
    add(result, weights, factor);
    return result;
  }

  private static void add(Map<CellKey, Double> to, Map<CellKey, Double> more, double factor) {
    more.forEach((key, weight) -> to.merge(key, factor * weight, Double::sum));
  }
}
