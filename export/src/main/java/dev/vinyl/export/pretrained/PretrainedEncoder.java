package dev.vinyl.export.pretrained;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.runtime.image.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A vision transformer that others have trained, as Vinyl's own.
 *
 * <pre>{@code
 * ParameterSet weights = WeightFiles.read(file).parameters();
 * PretrainedEncoder dino = PretrainedEncoder.of(file, weights, Choices.none()).orElseThrow();
 * VisionTransformer encoder = new VisionTransformer(g, dino.config(), "");
 * }</pre>
 *
 * @param family whose names the file has, or which was said
 * @param config sizes and variant
 * @param parameters under the names of an encoder by itself
 * @param remarks on what was taken, left and assumed; a line each
 */
public record PretrainedEncoder(
    EncoderFamily family, VitConfig config, ParameterSet parameters, List<String> remarks) {
  /** By which tensors a family's names are known, for messages. */
  public static final String PATCH_KERNELS =
      Naming.PATCH_KERNEL + " and " + Naming.HUGGING_FACE_PATCH_KERNEL;

  /** Copies the remarks. */
  public PretrainedEncoder {
    remarks = List.copyOf(remarks);
  }

  /**
   * What a file of weights does not tell and the caller may know; null leaves it to the family.
   *
   * @param family that the weights are of
   * @param heads of a block
   * @param imageSize that the positions are for, in pixels; a square unless given
   * @param epsilon of all norms
   * @param mlp its activation; no effect on a SwiGLU
   */
  public record Choices(
      @Nullable EncoderFamily family,
      @Nullable Integer heads,
      @Nullable ImageSize imageSize,
      @Nullable Float epsilon,
      @Nullable Mlp mlp) {

    /** Everything is left to the family. */
    public static Choices none() {
      return new Choices(null, null, null, null, null);
    }
  }

  /**
   * Recognises an encoder by the names of its tensors.
   *
   * @param file for messages
   * @param given its tensors
   * @return empty if it has no family's names
   * @throws WeightFileException if it has, and a tensor is missing, of another shape or too much,
   *     or the number of heads cannot be told; one line that names what does not fit
   */
  public static Optional<PretrainedEncoder> of(Path file, ParameterSet given, Choices choices)
      throws WeightFileException {
    Optional<EncoderFile> found = EncoderFile.of(given);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new EncoderReader(file, found.get(), choices).read());
  }

  /**
   * An encoder under the names of a family, to be written to a file.
   *
   * @param parameters under the names of an encoder by itself
   * @throws IllegalArgumentException if the family has no such encoder
   */
  public static ParameterSet named(
      EncoderFamily family, VitConfig config, ParameterSet parameters) {
    return EncoderWriter.write(family, config, parameters);
  }
}
