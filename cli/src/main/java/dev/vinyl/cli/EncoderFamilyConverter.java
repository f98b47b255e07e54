package dev.vinyl.cli;

import dev.vinyl.export.pretrained.EncoderFamily;

/** Takes a family of encoders by its name, such as {@code dinov2-hf}. */
final class EncoderFamilyConverter extends EnumConverter<EncoderFamily> {
  EncoderFamilyConverter() {
    super(EncoderFamily.class);
  }
}
