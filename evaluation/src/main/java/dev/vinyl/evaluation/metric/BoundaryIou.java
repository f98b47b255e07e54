package dev.vinyl.evaluation.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Boundary IoU (Cheng, Girshick, Dollar, Berg and Kirillov 2021): intersection over union of the
 * pixels that lie near the contour of ground truth and prediction, each within its own mask.
 * Counted over all images of a data set before dividing; immutable.
 *
 * @param miou mean over the classes that have such a pixel in any image's ground truth or
 *     prediction, 0..1; NaN if none has
 * @param iou by class name, in the order of the classes, 0..1; NaN for a class without such a pixel
 * @param images how many images were scored
 */
public record BoundaryIou(ConfidenceInterval miou, Map<String, Double> iou, int images) {

  /** Takes a copy that keeps the order. */
  public BoundaryIou {
    iou = Collections.unmodifiableMap(new LinkedHashMap<>(iou));
  }
}
