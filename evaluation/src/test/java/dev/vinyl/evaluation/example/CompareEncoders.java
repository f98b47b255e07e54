package dev.vinyl.evaluation.example;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.Datasets;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.study.GeometryStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program of the README. */
final class CompareEncoders {

  /** Arguments: data set, folder for the report, models that give tokens. */
  public static void main(String[] args) throws IOException {
    SegmentationDataset dataset = Datasets.open(Path.of(args[0]));
    List<Path> models = Stream.of(args).skip(2).map(Path::of).toList();
    GeometryReport report =
        GeometryStudy.ofModels(models, FeatureImages.of(dataset)).out(Path.of(args[1])).run();
    for (EncoderGeometry encoder : report.encoders()) {
      double rank = encoder.spectrum().effectiveRank().estimate();
      System.out.printf("%s: effective rank %.1f%n", encoder.name(), rank);
    }
  }
}
