package dev.vinyl.training.loop;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a training came to.
 *
 * @param epochs trained
 * @param steps optimizer steps taken
 * @param loss mean training loss of the last epoch
 * @param elapsed from the first step to the last checkpoint
 * @param dataWait of it that the engine waited for data
 * @param checkpoint folder of the last checkpoint
 */
public record TrainingResult(
    int epochs, long steps, double loss, Duration elapsed, Duration dataWait, Path checkpoint) {}
