package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.runtime.image.CropBox;
import org.jspecify.annotations.Nullable;

/** All that is gathered of one encoder in one pass, of the patches that show the images. */
final class EncoderAccumulators {
  private final EncoderFeatures encoder;
  private final VarianceAccumulator variances;
  private final CosineAccumulator cosines;
  private final NormAccumulator norms;
  private final SpectrumAccumulator spectrum;
  private final AutocorrelationAccumulator autocorrelation;
  private final @Nullable AlignmentAccumulator alignment;

  EncoderAccumulators(EncoderFeatures encoder) {
    FeatureInfo info = encoder.store().info();
    this.encoder = encoder;
    variances = new VarianceAccumulator(info.dimension());
    cosines = new CosineAccumulator(info.rows(), info.columns());
    norms = new NormAccumulator(info.rows(), info.columns());
    spectrum = new SpectrumAccumulator(info.dimension());
    autocorrelation = new AutocorrelationAccumulator(info.objectClass(), info.borderClass());
    alignment = info.labelled() ? new AlignmentAccumulator(info.classNames().size()) : null;
  }

  /** About how many, nearly all for the spectrum's blocks. */
  static long bytes(FeatureInfo info) {
    return 32L * 4 * info.dimension() * info.dimension();
  }

  void add(int image) {
    CropBox shown = encoder.shown(image);
    PatchTokens tokens = encoder.tokens(image).part(shown);
    PatchComposition composition = encoder.composition(image).part(shown);
    variances.add(tokens);
    cosines.add(tokens);
    norms.add(tokens, shown);
    spectrum.add(tokens);
    autocorrelation.add(tokens, composition);
    if (alignment != null) {
      alignment.add(new LabelledTokens(tokens, composition.majority()));
    }
  }

  void merge(EncoderAccumulators other) {
    variances.merge(other.variances);
    cosines.merge(other.cosines);
    norms.merge(other.norms);
    spectrum.merge(other.spectrum);
    autocorrelation.merge(other.autocorrelation);
    if (alignment != null && other.alignment != null) {
      alignment.merge(other.alignment);
    }
  }

  VarianceAccumulator variances() {
    return variances;
  }

  CosineAccumulator cosines() {
    return cosines;
  }

  NormAccumulator norms() {
    return norms;
  }

  SpectrumAccumulator spectrum() {
    return spectrum;
  }

  AutocorrelationAccumulator autocorrelation() {
    return autocorrelation;
  }

  @Nullable AlignmentAccumulator alignment() {
    return alignment;
  }
}
