package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.model.ModelTask;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A linear layer on each patch token: a class for each pixel.
 *
 * <p>The loss takes {@code labels} [B, H, W] int64, 0..classes-1 or {@link TrainableModel#IGNORED}.
 * Output {@code logits} [B, classes, H, W]. Parameters {@code mlp.*}, or {@code linear.*}.
 *
 * @param classes number of classes, 2..255
 * @param objective the loss that training minimizes
 * @param pixelLogSoftmax whether the logits of each class pass through a log-softmax over all
 *     pixels of the image before they are given out, in training and in use, as in the paper's
 *     public code: each class has a total of 1 over the image, whatever share of it it covers
 * @param kind what the layer gives for a patch
 */
public record SegmentationHead(int classes, Loss objective, boolean pixelLogSoftmax, Kind kind)
    implements DecoderHead {
  /** What the layer gives for a patch. */
  public enum Kind {
    /** A logit for each class and each pixel of the patch: ViNy's head. */
    PIXELS("mlp"),
    /**
     * A logit for each class; between patches they are interpolated linearly, beyond the middles of
     * the outermost they stay as there. The usual head to judge an encoder by.
     */
    LINEAR("linear");

    private final String parameters;

    Kind(String parameters) {
      this.parameters = parameters;
    }
  }

  private static final String LOGITS = "logits";

  /** Checks the number of classes and, where classes have weights, that each has one. */
  public SegmentationHead {
    Heads.checkLabelledClasses(classes);
    int weights = objective.classWeights().size();
    if (weights != 0 && weights != classes) {
      throw new IllegalArgumentException(
          "%d classes need as many classWeights, got %s"
              .formatted(classes, objective.classWeights()));
    }
  }

  /** ViNy's head. */
  public SegmentationHead(int classes, Loss objective, boolean pixelLogSoftmax) {
    this(classes, objective, pixelLogSoftmax, Kind.PIXELS);
  }

  /** ViNy's head, with logits as they are. */
  public SegmentationHead(int classes, Loss objective) {
    this(classes, objective, false);
  }

  /** With the paper's loss, the mean cross entropy. */
  public SegmentationHead(int classes) {
    this(classes, Loss.CROSS_ENTROPY);
  }

  /**
   * A segmenter for use that decides: outputs {@code mask} [B, H, W] uint8, the class of the
   * largest logit (the lower index of equal ones), and {@code confidence} [B, H, W], its softmax
   * probability. Where logits are NaN or infinite the mask has some class nevertheless, but the
   * confidence is NaN: by that the runtime refuses such an answer.
   */
  public static InferenceModel maskOutput(EncoderDecoder segmenter) {
    return new MaskOutput(segmenter);
  }

  /**
   * A segmenter for use that also shows what it goes by: outputs {@code logits} [B, classes, H, W]
   * and {@code tokens} [B, N, D], the encoder's patch tokens after the final norm, row by row.
   */
  public static InferenceModel tokenOutput(EncoderDecoder segmenter) {
    return new TokenOutput(segmenter);
  }

  @Override
  public String task() {
    return ModelTask.SEGMENT;
  }

  @Override
  public boolean owns(String parameter) {
    return Arrays.stream(Kind.values()).anyMatch(k -> parameter.startsWith(k.parameters + "."));
  }

  /** The head has a row for each class, and of ViNy's kind for each pixel of a patch. */
  @Override
  public Optional<DecoderHead> fitted(VitConfig sizes, ParameterSet weights) {
    Kind found = weights.find("linear.bias").isPresent() ? Kind.LINEAR : Kind.PIXELS;
    Optional<Parameter> bias = weights.find(found.parameters + ".bias");
    if (bias.isEmpty()) {
      return Optional.empty();
    }
    int pixels = found == Kind.LINEAR ? 1 : sizes.patchSize() * sizes.patchSize();
    int rows = bias.get().values().length;
    int count = rows / pixels;
    if (rows % pixels != 0 || count < 2 || count > TrainableModel.IGNORED) {
      throw new IllegalArgumentException(
          "%s: should be 2 to %d classes x %d pixels of a patch"
              .formatted(bias.get(), TrainableModel.IGNORED, pixels));
    }
    return Optional.of(new SegmentationHead(count, Loss.CROSS_ENTROPY, pixelLogSoftmax, found));
  }

  /** Class logits of each pixel, [B, classes, H, W]. */
  @Override
  public Value decode(GraphBuilder g, VitConfig sizes, Value tokens) {
    Value planes =
        switch (kind) {
          case PIXELS -> pixels(g, sizes, tokens);
          case LINEAR -> interpolated(g, sizes, tokens);
        };
    Shape images = Shape.batch(classes, sizes.imageHeight(), sizes.imageWidth());
    if (!pixelLogSoftmax) {
      return g.reshape(planes, images);
    }
    int all = sizes.imageHeight() * sizes.imageWidth();
    return g.reshape(g.logSoftmax(g.reshape(planes, Shape.batch(classes, all))), images);
  }

  /** [B, classes, rows, P, columns, P]. */
  private Value pixels(GraphBuilder g, VitConfig sizes, Value tokens) {
    int size = sizes.patchSize();
    Value each = Heads.onEachPatch(g, sizes, tokens, kind.parameters, classes * size * size);
    Shape patches = Shape.batch(sizes.gridHeight(), sizes.gridWidth(), classes, size, size);
    return g.transpose(g.reshape(each, patches), 0, 3, 1, 4, 2, 5);
  }

  /** [B, classes, H, W], by a product along each axis. */
  private Value interpolated(GraphBuilder g, VitConfig sizes, Value tokens) {
    Value each = Heads.onEachPatch(g, sizes, tokens, kind.parameters, classes);
    Shape patches = Shape.batch(sizes.gridHeight(), sizes.gridWidth(), classes);
    Value planes = g.transpose(g.reshape(each, patches), 0, 3, 1, 2);
    Value down = Heads.interpolation(g, sizes.gridHeight(), sizes.imageHeight());
    Value across = Heads.interpolation(g, sizes.gridWidth(), sizes.imageWidth());
    return g.matMul(g.matMul(down, planes), false, across, true, 1);
  }

  @Override
  public Value loss(GraphBuilder g, VitConfig sizes, Value image, Value logits) {
    Shape pixels = Shape.batch(sizes.imageHeight(), sizes.imageWidth());
    return objective.of(g, logits, g.graph().input("labels", DataType.INT64, pixels));
  }

  @Override
  public Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value logits) {
    return Map.of(LOGITS, logits);
  }

  private record MaskOutput(EncoderDecoder segmenter) implements InferenceModel {
    @Override
    public String task() {
      return segmenter.task();
    }

    @Override
    public VitConfig config() {
      return segmenter.config();
    }

    @Override
    public int classes() {
      return segmenter.classes();
    }

    @Override
    public Map<String, Value> forward(GraphBuilder g, Value image) {
      Value logits = Objects.requireNonNull(segmenter.forward(g, image).get(LOGITS));
      InferenceOperators operators = new InferenceOperators(g);
      Shape pixels = Shape.batch(config().imageHeight(), config().imageWidth());
      Value largest = operators.reduceMax(g.softmax(logits, 1), 1);
      Map<String, Value> outputs = new LinkedHashMap<>();
      outputs.put("mask", g.cast(operators.argMax(logits, 1), DataType.UINT8));
      outputs.put("confidence", g.reshape(largest, pixels));
      return outputs;
    }
  }

  private record TokenOutput(EncoderDecoder segmenter) implements InferenceModel {
    @Override
    public String task() {
      return segmenter.task();
    }

    @Override
    public VitConfig config() {
      return segmenter.config();
    }

    @Override
    public int classes() {
      return segmenter.classes();
    }

    @Override
    public Map<String, Value> forward(GraphBuilder g, Value image) {
      DecoderHead head = segmenter.head();
      VisionTransformer encoder = new VisionTransformer(g, config(), TrainableModel.ENCODER_PREFIX);
      Value tokens = head.tokens(g, encoder, image);
      Map<String, Value> outputs = new LinkedHashMap<>();
      outputs.put(LOGITS, head.decode(g, config(), tokens));
      outputs.put("tokens", tokens);
      return outputs;
    }
  }

  /**
   * What a segmentation model is trained to make small: the cross entropy of its pixels, weighted
   * and smoothed if asked, plus {@code dice} times a soft Dice loss.
   *
   * <p>With p the softmax over the C classes, y the one-hot labels and w the weights, the cross
   * entropy of a pixel with label l is
   *
   * <pre>{@code
   * -(1 - labelSmoothing) w[l] log p[l] - labelSmoothing / C * sum over c of w[c] log p[c]
   * }</pre>
   *
   * and its mean is taken over the pixels that are not {@link TrainableModel#IGNORED}. It is not
   * divided by the sum of the weights, as PyTorch's would be.
   *
   * <p>The Dice loss is that of V-Net (Milletari et al., arXiv 1606.04797) for several classes,
   * with sums in the denominator where that has sums of squares: the mean over images and classes
   * of
   *
   * <pre>{@code
   * 1 - (2 sum(p y) + 1) / (sum(p) + sum(y) + 1)
   * }</pre>
   *
   * with sums over the pixels of one image that are not ignored, which is also what the image
   * counts for in the mean. The 1, a pixel, defines it for a class that an image does not have.
   *
   * <p>So the loss of a batch is the mean over its parts, each of which counts for its pixels that
   * are not ignored.
   *
   * @param classWeights the weight of each class, above 0; empty for no weights
   * @param dice weight of the Dice loss, at least 0; 0 leaves it out
   * @param labelSmoothing share of the target that is spread over all classes, 0 up to but not
   *     including 1
   */
  public record Loss(List<Double> classWeights, double dice, double labelSmoothing) {

    /** The mean cross entropy and nothing else, as in the paper. */
    public static final Loss CROSS_ENTROPY = new Loss(List.of(), 0, 0);

    /** Checks all three; the message names the one that is wrong. */
    public Loss {
      classWeights = List.copyOf(classWeights);
      if (!classWeights.stream().allMatch(w -> w > 0 && Double.isFinite(w))) {
        throw new IllegalArgumentException("classWeights must all be above 0, got " + classWeights);
      }
      if (!(dice >= 0 && Double.isFinite(dice))) {
        throw new IllegalArgumentException("dice must be at least 0, got " + dice);
      }
      if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
        throw new IllegalArgumentException(
            "labelSmoothing must be at least 0 and below 1, got " + labelSmoothing);
      }
    }

    /**
     * Writes the loss into a graph.
     *
     * @param logits [B, C, H, W]
     * @param labels int64 [B, H, W], 0..C-1 or {@link TrainableModel#IGNORED}
     * @return a scalar
     */
    Value of(GraphBuilder g, Value logits, Value labels) {
      boolean plain = classWeights.isEmpty() && labelSmoothing == 0;
      if (plain && dice == 0) {
        return g.crossEntropy(logits, labels, TrainableModel.IGNORED);
      }
      Value scores = g.transpose(logits, 0, 2, 3, 1); // [B, H, W, C]
      Value target = g.oneHot(labels, scores.shape().size(3)); // nothing but zeros where ignored
      Value counted = g.reduceSum(target, 3); // [B, H, W, 1]
      Value crossEntropy =
          plain
              ? g.crossEntropy(logits, labels, TrainableModel.IGNORED)
              : softCrossEntropy(g, scores, target, counted);
      return dice == 0
          ? crossEntropy
          : g.add(crossEntropy, g.mul(diceLoss(g, scores, target, counted), (float) dice));
    }

    private Value softCrossEntropy(GraphBuilder g, Value scores, Value target, Value counted) {
      long classes = scores.shape().size(3);
      Value targets = target;
      if (labelSmoothing > 0) {
        Value spread = g.mul(counted, (float) (labelSmoothing / classes));
        targets = g.add(g.mul(target, (float) (1 - labelSmoothing)), spread);
      }
      if (!classWeights.isEmpty()) {
        targets = g.mul(targets, weights(g));
      }
      Value sum = g.sumOfAll(g.mul(targets, g.logSoftmax(scores)));
      return g.sub(g.graph().scalar(0f), g.div(sum, g.sumOfAllOrOne(counted))); // never -0
    }

    private Value weights(GraphBuilder g) {
      float[] values = new float[classWeights.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = classWeights.get(i).floatValue();
      }
      return g.graph().tensor(values, values.length);
    }

    private static Value diceLoss(GraphBuilder g, Value scores, Value target, Value counted) {
      Value one = g.graph().scalar(1f);
      Value probabilities = g.mul(g.softmax(scores), counted);
      Value common = overImage(g, g.mul(probabilities, target)); // [B, 1, 1, C]
      Value both = overImage(g, g.add(probabilities, target));
      Value overlap = g.div(g.add(g.mul(common, 2), one), g.add(both, one));
      Value ofImage = g.sub(one, g.reduceMean(overlap, 3)); // [B, 1, 1, 1]
      Value weighted = g.mul(ofImage, overImage(g, counted));
      return g.div(g.sumOfAll(weighted), g.sumOfAllOrOne(counted));
    }

    /** Sums over rows first: one of all pixels would lose digits. */
    private static Value overImage(GraphBuilder g, Value x) {
      return g.reduceSum(g.reduceSum(x, 2), 1);
    }
  }
}
