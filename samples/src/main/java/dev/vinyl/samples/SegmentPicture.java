package dev.vinyl.samples;

import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Palette;
import java.io.IOException;
import java.nio.file.Path;

/** Segments one picture: prints the share of each class and writes the mask. */
public final class SegmentPicture {
  private SegmentPicture() {}

  /** Takes the model, the picture and the mask to write. */
  public static void main(String[] args) throws IOException {
    try (Segmenter segmenter = Segmenter.open(Path.of(args[0]))) {
      Segmentation answer = segmenter.segment(ImageSource.of(Path.of(args[1])));
      for (String name : answer.classNames()) {
        System.out.printf("%s: %.1f %%%n", name, 100 * answer.fraction(name));
      }
      ImageFiles.writeIndexedPng(answer.mask(), Palette.standard(), Path.of(args[2]));
    }
  }
}
