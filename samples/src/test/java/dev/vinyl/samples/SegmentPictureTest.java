package dev.vinyl.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentPictureTest {
  @TempDir Path folder;

  @Test
  void writesAMaskOfThePicturesSize() throws Exception {
    Path model = folder.resolve("model.onnx");
    Path picture = folder.resolve("picture.png");
    Path mask = folder.resolve("mask.png");
    writeUntrainedModel(model);
    ImageFiles.writePng(new RgbImage(50, 30, new byte[50 * 30 * 3]), picture);

    SegmentPicture.main(new String[] {model.toString(), picture.toString(), mask.toString()});

    ClassMask written = ImageFiles.readIndexedOrGreyPng(mask);
    assertThat(written.width()).isEqualTo(50);
    assertThat(written.height()).isEqualTo(30);
    assertThat(written.get(49, 29)).isBetween(0, 1);
  }

  private static void writeUntrainedModel(Path file) throws Exception {
    VitConfig micro = VitConfig.micro();
    SegmentationModel model = new SegmentationModel(micro, 2);
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT,
            PreprocessSpec.unitRange(micro.imageSize(), Interpolation.AREA),
            List.of("pet", "background"),
            micro.patchSize(),
            Map.of());
    new ModelExporter(model, TrainingArtifacts.initialParameters(model, 1), metadata).export(file);
  }
}
