package dev.vinyl.training.loop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.config.ConfigTree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run.yaml} says: everything that is needed to repeat a run, or to use what it left.
 *
 * @param stage that was trained, such as {@code finetune}
 * @param seed that every random choice follows from
 * @param startedAt ISO 8601 instant
 * @param versions of the software
 * @param data that it was trained on
 * @param from where its encoder came from; of an imported run, which file
 * @param config the resolved settings of the stage
 */
public record RunManifest(
    String stage,
    long seed,
    String startedAt,
    Versions versions,
    DataDescription data,
    Origin from,
    ConfigTree config) {

  /** What an imported run has in the place of an engine. */
  public static final String IMPORTED = "none, imported";

  /** Settings, or groups of them, that decide how a run goes but not what comes out. */
  private static final List<String> WITHOUT_EFFECT = List.of("loaderThreads", "checkpoints.");

  /** Settings that runs of before do not have, with the value that stands for how those went. */
  private static final Map<String, String> AS_BEFORE =
      Map.of(
          "input.fit", "stretch",
          "input.resize", "0",
          "augment.scaleJitter", "1.0",
          "maskBlock", "1",
          "normalizedTargets", "false",
          "divideByMasked", "false",
          "loss.pixelLogSoftmax", "false",
          "head", "pixels",
          "freezeEncoder", "false");

  private static final String EPOCHS = "epochs";
  private static final String SEED = "the seed";
  private static final String FIRST_ENCODER = "the encoder to begin with";

  /** Checks that nothing is missing. */
  public RunManifest {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(config, "config");
  }

  /**
   * Whether the weights were made elsewhere and imported. Then {@code from} names the file, and
   * seed and settings of training mean nothing.
   */
  public boolean wasImported() {
    return versions.engine().equals(IMPORTED);
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

  /**
   * Where the initial weights of the encoder came from, or all weights of an imported run.
   *
   * @param run the folder of an earlier run, the file that was imported, or {@code scratch}
   * @param sha256 of the run's encoder, or of the file, in lower-case hexadecimal; empty for
   *     scratch; where the run's head was taken too, {@code +} and that of the head follow
   * @param positions what was done to the position embedding, in words; empty where it was taken as
   *     it is, and then not written
   */
  public record Origin(
      String run, String sha256, @JsonInclude(JsonInclude.Include.NON_EMPTY) String positions) {
    /** Weights are drawn. */
    public static final Origin SCRATCH = new Origin("scratch", "");

    /** With the position embedding as it is. */
    public Origin(String run, String sha256) {
      this(run, sha256, "");
    }
  }

  /**
   * What keeps a run that was begun with another manifest from being continued with this one: the
   * first thing in which they differ, in words; the number of epochs, which alone may grow, comes
   * last. Times, folders, versions of Java and Vinyl, and settings without effect on the result may
   * differ.
   */
  public Optional<String> differenceFrom(RunManifest begun) {
    Map<String, String> before = begun.decisive();
    Map<String, String> now = decisive();
    Set<String> keys =
        new TreeSet<>(
            Comparator.<String, Boolean>comparing(EPOCHS::equals)
                .thenComparing(Comparator.naturalOrder()));
    keys.addAll(before.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), now.get(key)))
        .map(
            key ->
                "%s was %s, now it is %s"
                    .formatted(
                        key,
                        before.getOrDefault(key, "not there"),
                        now.getOrDefault(key, "not there")))
        .findFirst();
  }

  /**
   * Whether it differs from what a run was begun with in that it has more epochs, and in no more.
   */
  public boolean isLongerThan(RunManifest begun) {
    Map<String, String> before = begun.decisive();
    Map<String, String> now = decisive();
    @Nullable String fewer = before.put(EPOCHS, "");
    @Nullable String more = now.put(EPOCHS, "");
    return before.equals(now)
        && fewer != null
        && more != null
        && Long.parseLong(more) > Long.parseLong(fewer);
  }

  /** The record of this run with other settings. */
  public RunManifest withConfig(ConfigTree other) {
    return new RunManifest(stage, seed, startedAt, versions, data, from, other);
  }

  /**
   * SHA-256 of everything that decides the run but its seed: stage, settings, data, engine. Runs
   * that have the same differ in their seed alone.
   *
   * @param encoder stands for the encoder that the run began with
   */
  public String recipeFingerprint(String encoder) {
    Map<String, String> values = new TreeMap<>(decisive());
    values.remove(SEED);
    values.put(FIRST_ENCODER, encoder);
    MessageDigest checksum = Sha256.digest();
    values.forEach(
        (key, value) ->
            checksum.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(checksum);
  }

  /**
   * The settings that decide what comes out of a run, by their keys in order. A setting that was
   * not there in an earlier version is left out where it stands for how that version did it, so
   * that a run stays what it was.
   */
  public static Map<String, String> decisiveSettings(ConfigTree config) {
    Map<String, String> values = new TreeMap<>(config.leaves());
    values.keySet().removeIf(key -> WITHOUT_EFFECT.stream().anyMatch(key::startsWith));
    values.entrySet().removeAll(AS_BEFORE.entrySet());
    return values;
  }

  private Map<String, String> decisive() {
    Map<String, String> values = decisiveSettings(config);
    if ("last".equals(values.get("validation.use"))
        && "0".equals(values.get("validation.patience"))) {
      values.keySet().removeAll(List.of("validation.every", "validation.images"));
    }
    values.put("the stage", stage);
    values.put(SEED, Long.toString(seed));
    values.put("the engine", versions.engine());
    values.put("the data's fingerprint", data.fingerprint());
    // what runs of before call trainval is called train since data sets may have a split val
    values.put("the data's split", data.split().equals("trainval") ? "train" : data.split());
    values.put("the number of images", Integer.toString(data.images()));
    values.put("the choice of images", data.selection());
    values.put(FIRST_ENCODER, from.sha256().isEmpty() ? "drawn" : from.sha256());
    return values;
  }
}
