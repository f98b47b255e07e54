package dev.vinyl.training.internal.loop;

import java.nio.file.Path;

/**
 * A checkpoint that was found whole.
 *
 * @param folder that holds it
 * @param progress how far the training was
 */
public record Checkpoint(Path folder, TrainerState progress) {

  /** The engine's state. */
  public Path state() {
    return folder.resolve(Checkpoints.STATE);
  }
}
