package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.MaskValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The whole of ADE20K: {@code images/ADE/training/SCENE/.../ADE_train_*.jpg} with {@code _seg.png}
 * beside each. A pixel's object is {@code red / 10 * 256 + green}, as ADE20K's own code has it; 0
 * is nothing. There are thousands of objects, so {@code dataset.yaml} has to say which make up
 * classes: {@code classes: {wall: 2978, floor: [976, 1044]}}; all others are ignored.
 */
final class Ade20kFull implements DatasetLayout {
  private static final String MASK = "_seg.png";

  @Override
  public String name() {
    return "ade20k-full";
  }

  @Override
  public boolean recognizes(Path root) {
    return Files.isDirectory(folder(root, "training"));
  }

  private static Path folder(Path root, String split) {
    return root.resolve("images").resolve("ADE").resolve(split);
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    ClassTable table =
        description
            .classes()
            .table()
            .orElseThrow(
                () ->
                    DatasetDescription.wrong(
                        description.file(),
                        "ADE20K has thousands of objects; name the classes with the numbers of their objects in index_ade20k: classes: {wall: 2978, ...}"));
    List<Sample> samples = new ArrayList<>();
    samples.addAll(samples(Split.TRAIN, folder(root, "training"), doubts));
    samples.addAll(samples(Split.VAL, folder(root, "validation"), doubts));
    if (samples.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              folder(root, "training"),
              "holds no *.jpg with a *%s beside it".formatted(MASK)));
    }
    return new PairedDataset(
        root, description, samples, new MaskFiles(table.withOthersIgnored(), Ade20kFull::objects));
  }

  private static List<Sample> samples(Split split, Path folder, Consumer<Problem> doubts)
      throws DatasetException {
    List<Sample> samples = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return samples;
    }
    for (String image : Folders.imagesBelow(folder).names()) {
      if (!image.endsWith(".jpg")) {
        continue; // masks and parts lie beside the images
      }
      String id = ListedFiles.stem(image);
      Path mask = folder.resolve(id + MASK);
      if (Files.isRegularFile(mask)) {
        samples.add(new Sample(id, folder.resolve(image), mask, split, Map.of()));
      } else {
        doubts.accept(
            Problem.of(
                Problem.Kind.MISSING_MASK,
                mask,
                "no mask for the image %s; add it or remove the image"
                    .formatted(folder.resolve(image))));
      }
    }
    return samples;
  }

  private static MaskValues objects(MaskValues mask) {
    char[] objects = new char[mask.pixels()];
    for (int i = 0; i < objects.length; i++) {
      int color = mask.get(i);
      objects[i] = (char) ((color >> 16) / 10 * 256 + (color >> 8 & 0xff));
    }
    return MaskValues.grey(mask.width(), mask.height(), objects);
  }
}
