package dev.vinyl.training.loop;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a training came to.
 *
 * @param end how it ended
 * @param epochs trained, those before a resumption included
 * @param steps optimizer steps taken, likewise
 * @param loss mean training loss of the last epoch; also where that was before a resumption; NaN if
 *     none was finished
 * @param elapsed from the first step to the last checkpoint, in this process
 * @param dataWait of it that the engine waited for data
 * @param checkpoint folder of the last checkpoint
 * @param best the best validation, if there was one
 */
public record TrainingResult(
    End end,
    int epochs,
    long steps,
    double loss,
    Duration elapsed,
    Duration dataWait,
    Path checkpoint,
    @Nullable Best best) {

  /**
   * The best validation.
   *
   * @param epoch epochs finished then
   * @param score the higher the better
   */
  public record Best(int epoch, double score) {}

  /** How a training ended. */
  public enum End {
    /** All epochs are done. */
    FINISHED,
    /** The best validation was too long ago. */
    EARLY,
    /** It was asked to stop; the run can be resumed. */
    STOPPED
  }
}
