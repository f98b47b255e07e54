package dev.vinyl.spark;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens pets whose images take a while, and leaves a file for each that was decoded.
 *
 * @param label that each mask has at its first pixel; below 0 for its own
 */
record WatchedPets(String folder, String log, int millis, int label) implements DatasetSource {
  @Override
  public SegmentationDataset open() throws IOException {
    OxfordPets pets = OxfordPets.open(Path.of(folder));
    return new SegmentationDataset() {
      @Override
      public String name() {
        return pets.name();
      }

      @Override
      public List<String> classNames() {
        return pets.classNames();
      }

      @Override
      public Optional<Foreground> foreground() {
        return pets.foreground();
      }

      @Override
      public List<Sample> samples(Split split) {
        return pets.samples(split);
      }

      @Override
      public LabelledImage load(Sample sample) throws IOException {
        Files.writeString(
            Path.of(log, "%d %d %s".formatted(pid(), System.nanoTime(), sample.id())), "");
        try {
          Thread.sleep(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        LabelledImage loaded = pets.load(sample);
        if (label < 0) {
          return loaded;
        }
        ClassMask target = loaded.target();
        byte[] classes = target.classes().clone();
        classes[0] = (byte) label;
        return new LabelledImage(
            sample, loaded.image(), new ClassMask(target.width(), target.height(), classes));
      }

      @Override
      public String fingerprint() throws IOException {
        return pets.fingerprint();
      }
    };
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /** How many images were decoded so far, each time counted. */
  int loads() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(log))) {
      return (int) files.count();
    }
  }

  /** How often an image was decoded. */
  int loads(String id) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(log))) {
      return (int) files.filter(file -> file.toString().endsWith(" " + id)).count();
    }
  }

  /** A process that has decoded an image. */
  Optional<ProcessHandle> process() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(log))) {
      return files
          .map(file -> Long.parseLong(file.getFileName().toString().split(" ", 2)[0]))
          .findAny()
          .flatMap(ProcessHandle::of);
    }
  }
}
