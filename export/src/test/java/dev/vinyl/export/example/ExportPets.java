package dev.vinyl.export.example;

import dev.vinyl.export.inference.ExportReport;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFiles;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program of the README. */
final class ExportPets {

  /** Arguments: files with the weights of an encoder and of its head, the ONNX file to write. */
  public static void main(String[] args) throws IOException {
    VitConfig size = VitConfig.viny();
    List<String> classes = List.of("pet", "background", "border");
    ParameterSet encoder = WeightFiles.read(Path.of(args[0])).parameters();
    ParameterSet head = WeightFiles.read(Path.of(args[1])).parameters();
    PreprocessSpec preprocess =
        PreprocessSpec.imageNet(size.imageHeight(), size.imageWidth(), Interpolation.AREA);
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT, preprocess, classes, size.patchSize(), Map.of("source", args[0]));
    ExportReport report =
        new ModelExporter(
                new EncoderDecoder(size, new SegmentationHead(classes.size())),
                encoder.renamed(name -> "encoder." + name).and(head),
                metadata)
            .export(Path.of(args[2]));
    System.out.println(report.parameters() + " weights in " + report.bytes() + " bytes");
  }
}
