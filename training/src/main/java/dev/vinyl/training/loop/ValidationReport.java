package dev.vinyl.training.loop;

import java.util.Map;

/**
 * How a model scored on images that it was not trained on.
 *
 * @param epoch epochs finished
 * @param step optimizer steps taken
 * @param scores by name, such as {@code paper mIoU}
 * @param best whether none before was better
 */
public record ValidationReport(int epoch, long step, Map<String, Double> scores, boolean best) {}
