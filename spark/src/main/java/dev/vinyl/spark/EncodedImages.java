package dev.vinyl.spark;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.List;

/** Image files without labels, whose content is at hand or read from wherever Spark reads. */
final class EncodedImages implements FeatureImages {
  private final List<FeatureTask.Image> images;
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.most());

  EncodedImages(List<FeatureTask.Image> images) {
    this.images = images;
  }

  @Override
  public String name() {
    return "images";
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public List<String> ids() {
    return images.stream().map(FeatureTask.Image::name).toList();
  }

  @Override
  public List<Split> splits() {
    return List.of();
  }

  @Override
  public Loaded load(int index) throws IOException {
    FeatureTask.Image image = images.get(index);
    byte[] content = image.content();
    RgbImage decoded =
        content == null
            ? decoder.decode(SparkPaths.of(image.name()))
            : decoder.decode(ImageSource.of(content).named(image.name()));
    return new Loaded(decoded, null);
  }

  @Override
  public String fingerprint() {
    throw new UnsupportedOperationException("a part of the images has no fingerprint");
  }
}
