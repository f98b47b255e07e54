package dev.vinyl.training.weights;

import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.stage.StageConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes the weights of a run as one safetensors file under PyTorch's names. Its metadata say which
 * run, and give sizes and class names.
 */
public final class WeightExport {
  private WeightExport() {}

  /** Which weights of a run. */
  public enum Part {
    /** The encoder, under the names of an encoder by itself. */
    ENCODER,
    /** The encoder, its names with {@code encoder.} before them, and the head. */
    ALL
  }

  /** All that a run has: its encoder alone where it has no head. */
  public static Part whole(RunDirectory run) {
    return run.hasHead() ? Part.ALL : Part.ENCODER;
  }

  /**
   * Whether {@link #write} wrote a file, by its metadata; the files of a run are others.
   *
   * @throws IOException if it cannot be read, or is no safetensors file
   */
  public static boolean wrote(Path file) throws IOException {
    return FileMetadata.isOfExport(Safetensors.read(file).metadata());
  }

  /**
   * Writes the encoder of a run under another family's names, as its own loader expects it. Heads,
   * epsilon and what else weights do not tell stand in the metadata.
   *
   * @return what was written
   * @throws IllegalArgumentException if the family has no such encoder
   * @throws IOException as {@link #write(RunDirectory, Part, Path)}
   */
  public static ParameterSet write(RunDirectory run, EncoderFamily family, Path file)
      throws IOException {
    StageConfig config = StageConfig.of(run);
    ParameterSet weights = PretrainedEncoder.named(family, config.model(), run.encoder());
    Safetensors.write(weights, FileMetadata.of(run.manifest(), config), file);
    return weights;
  }

  /**
   * Writes a file.
   *
   * @return what was written
   * @throws IOException if training has not ended, the run has no head and one is asked for, or a
   *     file cannot be read or written
   */
  public static ParameterSet write(RunDirectory run, Part part, Path file) throws IOException {
    if (part == Part.ALL && !run.hasHead()) {
      throw new IOException(run.folder() + ": has an encoder and no head; export the encoder");
    }
    RunManifest manifest = run.manifest();
    StageConfig config = StageConfig.of(run);
    ParameterSet weights =
        switch (part) {
          case ENCODER -> run.encoder();
          case ALL ->
              run.encoder().renamed(name -> TrainableModel.ENCODER_PREFIX + name).and(run.head());
        };
    Safetensors.write(weights, FileMetadata.of(manifest, config), file);
    return weights;
  }
}
