package dev.vinyl.spark;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Image files without labels, whose content is at hand or read by Hadoop. */
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
    byte[] bytes = content == null ? read(image.name()) : content;
    return new Loaded(decoder.decode(ImageSource.of(bytes).named(image.name())), null);
  }

  @Override
  public String fingerprint() {
    throw new UnsupportedOperationException("a part of the images has no fingerprint");
  }

  private static byte[] read(String uri) throws IOException {
    Path path = new Path(uri);
    Configuration settings = SparkHadoopUtil.get().conf();
    FileSystem files = path.getFileSystem(settings);
    long bytes = files.getFileStatus(path).getLen();
    if (bytes > DecodeLimits.most().maxBytes()) {
      throw new IOException("%s: %d bytes are too many for an image".formatted(uri, bytes));
    }
    try (InputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }
}
