package dev.vinyl.evaluation.report;

import java.nio.file.Path;

/**
 * One image that could not be scored.
 *
 * @param id in the data set
 * @param file of the image
 * @param reason one line: which file, what is wrong, what to do
 */
public record SkippedImage(String id, Path file, String reason) {}
