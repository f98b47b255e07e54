package dev.vinyl.evaluation.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.SegmentationEvaluation;
import dev.vinyl.evaluation.SegmentationEvaluation.ModelResult;
import dev.vinyl.evaluation.SegmentationEvaluation.SkippedPicture;
import dev.vinyl.evaluation.metric.SegmentationScores;

/**
 * An evaluation as one JSON object:
 *
 * <pre>
 * data                 name, split, fingerprint
 * images, skipped      how many pictures were scored and how many passed over
 * skippedPictures[]    id, reason
 * models[]             model, comparedAt {width, height}, provenance
 *   .scores.dataset    miou, pixelAccuracy, iou {class: value, or null where the class is absent}
 *   .scores.paper      miou
 * </pre>
 *
 * <p>What the two conventions mean stands at {@link SegmentationScores}.
 */
public final class EvaluationJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private EvaluationJson() {}

  /** The evaluation as a tree that Jackson writes. */
  public static ObjectNode of(SegmentationEvaluation evaluation) {
    ObjectNode json = NODES.objectNode();
    json.putObject("data")
        .put("name", evaluation.dataset())
        .put("split", evaluation.split().label())
        .put("fingerprint", evaluation.fingerprint());
    json.put("images", evaluation.images());
    json.put("skipped", evaluation.skipped().size());
    ArrayNode skipped = json.putArray("skippedPictures");
    for (SkippedPicture picture : evaluation.skipped()) {
      skipped.addObject().put("id", picture.id()).put("reason", picture.reason());
    }
    ArrayNode models = json.putArray("models");
    evaluation.models().forEach(model -> models.add(of(model)));
    return json;
  }

  private static ObjectNode of(ModelResult model) {
    ObjectNode json = NODES.objectNode();
    json.put("model", model.name());
    json.putObject("comparedAt").put("width", model.width()).put("height", model.height());
    ObjectNode provenance = json.putObject("provenance");
    model.provenance().forEach(provenance::put);
    json.set("scores", of(model.scores()));
    return json;
  }

  private static ObjectNode of(SegmentationScores scores) {
    ObjectNode json = NODES.objectNode();
    ObjectNode dataset = json.putObject("dataset");
    dataset.put("miou", scores.dataset().miou());
    dataset.put("pixelAccuracy", scores.dataset().pixelAccuracy());
    ObjectNode iou = dataset.putObject("iou");
    scores
        .dataset()
        .iou()
        .forEach((name, value) -> iou.set(name, value.isNaN() ? null : NODES.numberNode(value)));
    json.putObject("paper").put("miou", scores.paper().miou());
    return json;
  }
}
