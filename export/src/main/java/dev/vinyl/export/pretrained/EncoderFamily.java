package dev.vinyl.export.pretrained;

import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.List;

/**
 * Vision transformers that others publish: whose names a file has, and what the file does not tell
 * and the authors' code says. Sources at the versions that {@code export/README.md} lists.
 */
public enum EncoderFamily {
  /** timm's VisionTransformer, as trained by augreg. */
  TIMM(
      "timm's VisionTransformer",
      Naming.TIMM,
      1e-6f,
      PositionResampling.ANTIALIAS,
      Pixels.INCEPTION,
      Framing.of(248, 224)),
  /** DeiT, distilled or not, and DeiT III. */
  DEIT(
      "DeiT",
      Naming.TIMM,
      1e-6f,
      PositionResampling.ANTIALIAS,
      Pixels.IMAGENET,
      Framing.of(248, 224)),
  /** CLIP's image encoder under timm's names, with the exact GELU. */
  CLIP(
      "CLIP's image encoder in timm",
      Naming.TIMM,
      1e-5f,
      PositionResampling.ANTIALIAS,
      Pixels.CLIP,
      Framing.of(248, 224)),
  /** The same with {@code x sigmoid(1.702 x)}, as OpenAI trained it. */
  CLIP_OPENAI(
      "OpenAI's CLIP image encoder in timm",
      Naming.TIMM,
      1e-5f,
      PositionResampling.ANTIALIAS,
      Pixels.CLIP,
      Framing.of(248, 224)),
  /** DINOv2 under timm's names. */
  DINOV2_TIMM(
      "DINOv2 in timm",
      Naming.TIMM,
      1e-6f,
      PositionResampling.ANTIALIAS,
      Pixels.IMAGENET,
      Framing.of(518, 518)),
  /** Meta's DINOv2. */
  DINOV2(
      "Meta's DINOv2",
      Naming.META,
      1e-6f,
      PositionResampling.OFFSET,
      Pixels.IMAGENET,
      Framing.of(256, 224)),
  /** The encoder of a masked autoencoder. */
  MAE("MAE", Naming.TIMM, 1e-6f, PositionResampling.SIZE, Pixels.IMAGENET, Framing.of(256, 224)),
  /** Hugging Face's ViTModel. */
  VIT_HF(
      "Hugging Face's ViTModel",
      Naming.HUGGING_FACE_VIT,
      1e-12f,
      PositionResampling.SIZE,
      Pixels.INCEPTION,
      Framing.stretched(224)),
  /** Hugging Face's Dinov2Model and Dinov2WithRegistersModel. */
  DINOV2_HF(
      "Hugging Face's DINOv2",
      Naming.HUGGING_FACE_DINOV2,
      1e-6f,
      PositionResampling.SIZE,
      Pixels.IMAGENET,
      Framing.of(256, 224));

  private final String text;
  private final Naming naming;
  private final float epsilon;
  private final PositionResampling resampling;
  private final Pixels pixels;

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
  private final Framing framing;

  EncoderFamily(
      String text,
      Naming naming,
      float epsilon,
      PositionResampling resampling,
      Pixels pixels,
      Framing framing) {
    this.text = text;
    this.naming = naming;
    this.epsilon = epsilon;
    this.resampling = resampling;
    this.pixels = pixels;
    this.framing = framing;
  }

  Naming naming() {
    return naming;
  }

  float epsilon() {
    return epsilon;
  }

  /** Registers came with another rule. */
  PositionResampling resampling(boolean hasRegisters) {
    return hasRegisters ? PositionResampling.ANTIALIAS : resampling;
  }

  Mlp activation() {
    return this == CLIP_OPENAI ? Mlp.QUICK_GELU : Mlp.GELU;
  }

  /** What is taken from a channel's value in 0..1, red, green, blue. */
  public List<Float> mean() {
    return pixels.mean;
  }

  /** What it is divided by then. */
  public List<Float> std() {
    return pixels.std;
  }

  /** How images are resized. */
  public Interpolation interpolation() {
    return this == VIT_HF ? Interpolation.LINEAR : Interpolation.CUBIC;
  }

  /** How images are framed where the authors evaluate. */
  public Framing framing() {
    return framing;
  }

  /** In words. */
  @Override
  public String toString() {
    return text;
  }

  /**
   * How an image is framed.
   *
   * @param resize the shorter side is brought to so many pixels; 0 where the image is stretched to
   *     the input's size
   * @param crop height and width of what is taken from the middle, in pixels
   */
  public record Framing(int resize, int crop) {
    static Framing of(int resize, int crop) {
      return new Framing(resize, crop);
    }

    static Framing stretched(int size) {
      return new Framing(0, size);
    }
  }

  /** Mean and standard deviation of the pixels that a family was trained on. */
  private enum Pixels {
    IMAGENET(PreprocessSpec.IMAGENET_MEAN, PreprocessSpec.IMAGENET_STD),
    INCEPTION(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f)),
    CLIP(
        List.of(0.48145467f, 0.4578275f, 0.40821072f),
        List.of(0.26862955f, 0.2613026f, 0.2757771f));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Float> mean;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Float> std;

    Pixels(List<Float> mean, List<Float> std) {
      this.mean = mean;
      this.std = std;
    }
  }
}
