package dev.vinyl.training.loop;

import dev.vinyl.nativeconfig.VinylVersion;
import dev.vinyl.training.config.ConfigTree;
import java.util.Objects;

/**
 * What {@code run.yaml} says: everything that is needed to repeat a run, or to use what it left.
 *
 * @param stage that was trained, such as {@code finetune}
 * @param seed that every random choice follows from
 * @param startedAt ISO 8601 instant
 * @param versions of the software
 * @param data that it was trained on
 * @param config the resolved settings of the stage
 */
public record RunManifest(
    String stage,
    long seed,
    String startedAt,
    Versions versions,
    DataDescription data,
    ConfigTree config) {

  /** Checks that nothing is missing. */
  public RunManifest {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(config, "config");
  }

  /**
   * Versions of the software that trains.
   *
   * @param vinyl of this library
   * @param engine kind and version
   * @param java of the virtual machine
   */
  public record Versions(String vinyl, String engine, String java) {

    /** Those of this process, with the engine described by its factory. */
    public static Versions current(String engine) {
      return new Versions(VinylVersion.current(), engine, String.valueOf(Runtime.version()));
    }
  }
}
