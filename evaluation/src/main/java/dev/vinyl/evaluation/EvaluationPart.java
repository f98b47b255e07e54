package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found in some images that lie beside each other in an evaluation: enough to put the
 * scores of all together, whoever scored which of them. It holds no pixels but those of a few masks
 * to look at, and names no file, so that it can be sent between machines. Not thread-safe.
 *
 * @see Evaluator#score
 */
public final class EvaluationPart implements Serializable {
  private final int from;
  private int to;
  private final List<ModelAccumulator> models;
  private final List<Scored> scored = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private final ExampleGallery gallery;

  /** An image that was scored. */
  private record Scored(int index, int width, int height, double brightness)
      implements Serializable {}

  /** An image that could not be read. */
  private record Skipped(int index, String reason) implements Serializable {}

  EvaluationPart(int from, List<ModelAccumulator> models) {
    this.from = from;
    this.to = from;
    this.models = List.copyOf(models);
    this.gallery = new ExampleGallery(models.size());
  }

  /** Adds the next images. */
  void add(BatchResults batch) {
    for (BatchResults.Result result : batch.images()) {
      if (result instanceof BatchResults.Scored image) {
        scored.add(
            new Scored(to, image.target().width(), image.target().height(), image.brightness()));
        for (int m = 0; m < models.size(); m++) {
          models.get(m).add(image.models().get(m));
        }
        gallery.offer(to, image);
      } else if (result instanceof BatchResults.Skipped image) {
        skipped.add(new Skipped(to, image.image().reason()));
      }
      to++;
    }
    for (int m = 0; m < models.size(); m++) {
      models.get(m).merge(batch.accumulators().get(m));
    }
  }

  /**
   * Adds the images of another part behind these; it is not to be used any more.
   *
   * @throws IllegalArgumentException if its first image isn't the next one, or if it is of another
   *     number of models
   */
  public void merge(EvaluationPart next) {
    if (next.from != to || next.models.size() != models.size()) {
      throw new IllegalArgumentException(
          "images %d..%d of %d models do not follow on images %d..%d of %d models"
              .formatted(next.from, next.to, next.models.size(), from, to, models.size()));
    }
    to = next.to;
    for (int m = 0; m < models.size(); m++) {
      models.get(m).merge(next.models.get(m));
    }
    scored.addAll(next.scored);
    skipped.addAll(next.skipped);
    gallery.merge(next.gallery);
  }

  /** Index of the first image among all of the evaluation. */
  public int from() {
    return from;
  }

  /** Index behind the last image. */
  public int to() {
    return to;
  }

  ModelAccumulator model(int index) {
    return models.get(index);
  }

  ExampleGallery gallery() {
    return gallery;
  }

  /**
   * The images that a model was scored on.
   *
   * @param samples all of the evaluation
   */
  List<EvaluationResult.Image> images(int model, List<Sample> samples) {
    List<EvaluationResult.Image> images = new ArrayList<>();
    for (Scored image : scored) {
      images.add(
          new EvaluationResult.Image(
              samples.get(image.index()),
              image.width(),
              image.height(),
              image.brightness(),
              models.get(model).seconds(images.size())));
    }
    return images;
  }

  /**
   * The images that could not be read.
   *
   * @param samples all of the evaluation
   */
  public List<SkippedImage> skipped(List<Sample> samples) {
    return skipped.stream()
        .map(
            image -> {
              Sample sample = samples.get(image.index());
              return new SkippedImage(sample.id(), sample.image(), image.reason());
            })
        .toList();
  }
}
