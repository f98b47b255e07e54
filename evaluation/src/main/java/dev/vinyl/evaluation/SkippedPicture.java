package dev.vinyl.evaluation;

import java.nio.file.Path;

/**
 * One picture that could not be scored.
 *
 * @param id in the data set
 * @param file of the picture
 * @param reason one line: which file, what is wrong, what to do
 */
public record SkippedPicture(String id, Path file, String reason) {}
