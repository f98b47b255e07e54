package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.metric.PictureScore;
import dev.vinyl.evaluation.metric.SegmentationScores;
import java.util.List;
import java.util.Map;

/**
 * How well models did on one split of a data set. Immutable.
 *
 * @param dataset name of the data set
 * @param fingerprint of its content, see {@link
 *     dev.vinyl.evaluation.dataset.SegmentationDataset#fingerprint()}; "unknown" where a file of it
 *     is missing
 * @param split the part that was scored
 * @param models one for each model, in the order given
 * @param skipped pictures that could not be read, and that no model was scored on
 */
public record SegmentationEvaluation(
    String dataset,
    String fingerprint,
    Split split,
    List<ModelResult> models,
    List<SkippedPicture> skipped) {

  /** Takes copies. */
  public SegmentationEvaluation {
    models = List.copyOf(models);
    skipped = List.copyOf(skipped);
  }

  /** How many pictures were scored; the same for every model. */
  public long images() {
    return models.isEmpty() ? 0 : models.get(0).scores().images();
  }

  /**
   * One model's part.
   *
   * @param name what the model was called when it was handed over, usually its file
   * @param width of the masks that were compared, in pixels: the model's own output
   * @param height of the masks that were compared, in pixels
   * @param provenance what the model's file says about where it comes from
   * @param scores over all pictures
   * @param pictures each picture's own score, in the order of the split
   */
  public record ModelResult(
      String name,
      int width,
      int height,
      Map<String, String> provenance,
      SegmentationScores scores,
      List<ScoredPicture> pictures) {

    /** Takes a copy. */
    public ModelResult {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * One picture's score.
   *
   * @param id of the picture in its data set
   * @param score of the model's mask for it
   */
  public record ScoredPicture(String id, PictureScore score) {}

  /**
   * A picture that was passed over.
   *
   * @param id of the picture in its data set
   * @param reason one line: the file, what is wrong with it, what to do
   */
  public record SkippedPicture(String id, String reason) {}
}
