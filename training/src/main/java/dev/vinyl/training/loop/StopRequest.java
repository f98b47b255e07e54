package dev.vinyl.training.loop;

/** Asks a training to stop after the step that it is at. Thread-safe. */
public final class StopRequest {
  private volatile boolean requested;

  /** Asks; a second time has no effect. */
  public void request() {
    requested = true;
  }

  /** Whether it was asked. */
  public boolean isRequested() {
    return requested;
  }
}
