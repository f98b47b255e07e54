package dev.vinyl.export.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.export.pretrained.EncoderFamily.Framing;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config.json} and {@code preprocessor_config.json} beside weights say: those of
 * Hugging Face's classes, and the {@code config.json} of timm. Null where they say nothing.
 *
 * @param files that were read
 * @param family by its {@code model_type} or {@code architecture}
 * @param heads of a block
 * @param epsilon of all norms
 * @param mlp by its activation
 * @param imageSize that the positions are for
 * @param mean of the pixels in 0..1
 * @param std of the pixels in 0..1
 * @param interpolation how images are resized
 * @param framing how images are framed
 */
public record EncoderDescription(
    List<Path> files,
    @Nullable EncoderFamily family,
    @Nullable Integer heads,
    @Nullable Float epsilon,
    @Nullable Mlp mlp,
    @Nullable ImageSize imageSize,
    @Nullable List<Float> mean,
    @Nullable List<Float> std,
    @Nullable Interpolation interpolation,
    @Nullable Framing framing) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST = 1 << 20;
  private static final int PILLOW_BILINEAR = 2;
  private static final int PILLOW_BICUBIC = 3;

  /** Nothing is said. */
  public static EncoderDescription none() {
    return new EncoderDescription(List.of(), null, null, null, null, null, null, null, null, null);
  }

  /**
   * Reads the files of a folder; none that is not there.
   *
   * @throws WeightFileException if one is no JSON, or asks for what the encoder has not
   */
  public static EncoderDescription read(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    JsonNode config = json(folder.resolve("config.json"), files);
    JsonNode pixels = json(folder.resolve("preprocessor_config.json"), files);
    JsonNode timm = config.path("pretrained_cfg");
    return new EncoderDescription(
        files,
        family(folder.resolve("config.json"), config),
        integer(config.path("num_attention_heads")),
        number(config.path("layer_norm_eps")),
        mlp(folder.resolve("config.json"), config),
        config.has("model_type") ? size(config.path("image_size")) : null,
        numbers(pixels.has("image_mean") ? pixels.path("image_mean") : timm.path("mean")),
        numbers(pixels.has("image_std") ? pixels.path("image_std") : timm.path("std")),
        interpolation(pixels.path("resample"), timm.path("interpolation")),
        pixels.isEmpty() ? ofTimm(timm) : framing(pixels));
  }

  private static JsonNode json(Path file, List<Path> files) throws IOException {
    if (!Files.isRegularFile(file)) {
      return JSON.createObjectNode();
    }
    if (Files.size(file) > LONGEST) {
      throw new WeightFileException(file, "is too long to describe a model");
    }
    try {
      files.add(file);
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new WeightFileException(file, "is no sound JSON: " + e.getOriginalMessage());
    }
  }

  private static @Nullable EncoderFamily family(Path file, JsonNode config)
      throws WeightFileException {
    String type = config.path("model_type").asText("");
    if (!type.isEmpty()) {
      return switch (type) {
        case "vit", "deit" -> EncoderFamily.VIT_HF;
        case "dinov2", "dinov2_with_registers" -> EncoderFamily.DINOV2_HF;
        default ->
            throw new WeightFileException(
                file,
                "describes a model of type %s; known are vit, deit, dinov2, dinov2_with_registers"
                    .formatted(WeightFileException.shown(type)));
      };
    }
    String architecture = config.path("architecture").asText("");
    if (architecture.isEmpty()) {
      return null;
    }
    if (!architecture.startsWith("vit_") && !architecture.startsWith("deit")) {
      throw new WeightFileException(
          file,
          "describes %s of timm, which is no plain vision transformer"
              .formatted(WeightFileException.shown(architecture)));
    }
    if (architecture.startsWith("deit")) {
      return EncoderFamily.DEIT;
    }
    if (architecture.contains("clip")) {
      return architecture.contains("quickgelu") ? EncoderFamily.CLIP_OPENAI : EncoderFamily.CLIP;
    }
    return architecture.contains("dinov2") ? EncoderFamily.DINOV2_TIMM : EncoderFamily.TIMM;
  }

  private static @Nullable Mlp mlp(Path file, JsonNode config) throws WeightFileException {
    String name = config.path("hidden_act").asText("");
    return switch (name) {
      case "" -> null;
      case "gelu" -> Mlp.GELU;
      case "quick_gelu" -> Mlp.QUICK_GELU;
      default ->
          throw new WeightFileException(
              file,
              "asks for the activation %s; known are gelu and quick_gelu"
                  .formatted(WeightFileException.shown(name)));
    };
  }

  private static @Nullable Interpolation interpolation(JsonNode resample, JsonNode timm) {
    if (resample.isInt()) {
      return switch (resample.intValue()) {
        case PILLOW_BILINEAR -> Interpolation.LINEAR;
        case PILLOW_BICUBIC -> Interpolation.CUBIC;
        default -> null;
      };
    }
    return switch (timm.asText("").toLowerCase(Locale.ROOT)) {
      case "bilinear" -> Interpolation.LINEAR;
      case "bicubic" -> Interpolation.CUBIC;
      default -> null;
    };
  }

  /** {@code do_resize} to the shorter side, {@code do_center_crop} to the middle. */
  private static @Nullable Framing framing(JsonNode pixels) {
    JsonNode size = pixels.path("size");
    boolean crops = pixels.path("do_center_crop").asBoolean(false);
    ImageSize crop = size(pixels.path("crop_size"));
    if (crops && crop != null) {
      int shorter = size.path("shortest_edge").asInt(size.isInt() ? size.intValue() : 0);
      return new Framing(shorter > 0 ? shorter : crop.height(), crop.height());
    }
    ImageSize stretched = size(size);
    return stretched == null ? null : Framing.stretched(stretched.height());
  }

  /** Shorter side to {@code floor(size / crop_pct)}, the middle of it. */
  private static @Nullable Framing ofTimm(JsonNode timm) {
    int size = timm.path("input_size").path(1).asInt(0);
    double share = timm.path("crop_pct").asDouble(0);
    return size > 0 && share > 0 ? new Framing((int) Math.floor(size / share), size) : null;
  }

  private static @Nullable ImageSize size(JsonNode node) {
    int height = node.isInt() ? node.intValue() : node.path(0).asInt(node.path("height").asInt(0));
    int width = node.isInt() ? node.intValue() : node.path(1).asInt(node.path("width").asInt(0));
    return height > 0 && width > 0 ? new ImageSize(width, height) : null;
  }

  private static @Nullable Integer integer(JsonNode node) {
    return node.isInt() && node.intValue() > 0 ? node.intValue() : null;
  }

  private static @Nullable Float number(JsonNode node) {
    return node.isNumber() && node.floatValue() > 0 ? node.floatValue() : null;
  }

  private static @Nullable List<Float> numbers(JsonNode list) {
    if (list.size() != 3) {
      return null;
    }
    List<Float> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.floatValue()));
    return numbers;
  }
}
