package dev.vinyl.spark;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeaturePass;
import dev.vinyl.evaluation.features.TokenModel;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageSize;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** What a task does: it gives the rows of its images' patches, a few images at a time. */
final class FeatureTask implements FlatMapFunction<Iterator<FeatureTask.Image>, Row> {
  /** Images that are listed, not decoded, at once. */
  private static final int CHUNK = 64;

  private final String job;
  private final @Nullable DatasetSource dataset;
  private final ShippedModel model;
  private final FeatureRows rows;
  private final Device.Kind device;
  private final boolean layers;
  private final @Nullable Integer height;
  private final @Nullable Integer width;

  /** An image: a sample of the data set, or a file. */
  static final class Image implements Serializable {
    private final String name;
    private final @Nullable SampleRow sample;
    private final byte @Nullable [] content;

    private Image(String name, @Nullable SampleRow sample, byte @Nullable [] content) {
      this.name = name;
      this.sample = sample;
      this.content = content;
    }

    static Image of(Sample sample) {
      return new Image(sample.id(), SampleRow.of(sample), null);
    }

    /** A file that is read when it is needed. */
    static Image ofFile(String uri) {
      return new Image(uri, null, null);
    }

    /** A file that has been read. */
    static Image ofContent(String uri, byte[] content) {
      return new Image(uri, null, content);
    }

    /** Name that its rows have; where it is a file, its URI. */
    String name() {
      return name;
    }

    Sample sample() {
      return Objects.requireNonNull(sample).sample();
    }

    /** What the file holds; null to read it. */
    byte @Nullable [] content() {
      return content;
    }
  }

  FeatureTask(
      String job,
      @Nullable DatasetSource dataset,
      ShippedModel model,
      FeatureRows rows,
      Device.Kind device,
      FeatureExtractor how) {
    this.job = job;
    this.dataset = dataset;
    this.model = model;
    this.rows = rows;
    this.device = device;
    this.layers = how.layers();
    this.height = how.imageSize().map(ImageSize::height).orElse(null);
    this.width = how.imageSize().map(ImageSize::width).orElse(null);
  }

  @Override
  public Iterator<Row> call(Iterator<Image> images) throws IOException {
    FeatureExtractor how = how();
    String way = "%s %s %s".formatted(how.running().session().provider(), layers, how.imageSize());
    ExecutorModels.Lease<TokenModel> lease =
        ExecutorModels.take(
            TokenModel.class, List.of(model), way, file -> TokenModel.open(file, how));
    atEnd(context -> lease.close());
    return new Iterator<>() {
      private Iterator<Row> ready = List.<Row>of().iterator();
      private @Nullable FeaturePass pass;

      @Override
      public boolean hasNext() {
        try {
          while (!ready.hasNext()) {
            if (pass == null || !pass.hasNext()) {
              if (!images.hasNext()) {
                return false;
              }
              pass = nextPass();
            } else {
              ready = rows(pass.next()).iterator();
            }
          }
          return true;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      private FeaturePass nextPass() throws IOException {
        if (pass != null) {
          pass.close();
        }
        List<Image> some = new ArrayList<>();
        while (images.hasNext() && some.size() < CHUNK) {
          some.add(images.next());
        }
        FeaturePass next =
            lease
                .models()
                .get(0)
                .pass(source(some), IntStream.range(0, some.size()).boxed().toList());
        atEnd(context -> closeQuietly(next));
        return next;
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.next();
      }
    };
  }

  /** What was begun last ends first. */
  private static void atEnd(TaskCompletionListener listener) {
    TaskContext.get().addTaskCompletionListener(listener);
  }

  private static void closeQuietly(FeaturePass pass) {
    try {
      pass.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FeatureExtractor how() throws IOException {
    SegmenterOptions running = TaskDevice.running(device);
    Optional<ImageSize> size =
        height == null || width == null
            ? Optional.empty()
            : Optional.of(new ImageSize(width, height));
    return FeatureExtractor.standard().withLayers(layers).withImageSize(size).withRunning(running);
  }

  private FeatureImages source(List<Image> some) throws IOException {
    if (dataset == null) {
      return new EncodedImages(some);
    }
    List<Sample> samples = some.stream().map(Image::sample).toList();
    return FeatureImages.of(ExecutorDatasets.open(job, dataset), samples);
  }

  private List<Row> rows(FeaturePass.Answer answer) {
    List<Row> all = new ArrayList<>();
    answer.found().forEach(image -> all.addAll(rows.of(image)));
    for (SkippedImage skipped : answer.skipped()) {
      all.add(rows.failed(skipped.id(), skipped.reason()));
    }
    return all;
  }
}
