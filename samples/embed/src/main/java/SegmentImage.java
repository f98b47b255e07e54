///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS dev.vinyl:vinyl-runtime:0.1.0-SNAPSHOT

import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Palette;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Segments one image: prints the share of each class, writes the mask and an image to look at. */
public final class SegmentImage {
  private SegmentImage() {}

  /** Takes a model, an image, and the two PNG files to write. */
  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: SegmentImage MODEL.onnx IMAGE MASK.png OVERLAY.png");
      System.exit(2);
    }
    try (Segmenter segmenter = Segmenter.open(Path.of(args[0]))) {
      Segmentation segmentation = segmenter.segment(ImageSource.of(Path.of(args[1])));
      for (String name : segmentation.classNames()) {
        System.out.printf("%s: %.1f %%%n", name, 100 * segmentation.fraction(name));
      }
      ImageFiles.writeIndexedPng(segmentation.mask(), Palette.standard(), Path.of(args[2]));
      ImageIO.write(segmentation.overlay(), "png", new File(args[3]));
    } catch (IOException e) { // one line: which file, what is wrong, what to do
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
