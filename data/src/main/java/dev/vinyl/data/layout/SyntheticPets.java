package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.internal.synthetic.Breed;
import dev.vinyl.data.internal.synthetic.PetPainter;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.FileSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes pets that are drawn in code, laid out like the Oxford-IIIT Pet set: for demonstrations and
 * tests where no photograph is at hand. {@link OxfordPets} reads the folder.
 *
 * <p>There are six breeds of two species in four poses, each animal with a coat of its own, over
 * textured backdrops that often share its colours and textures. One spec gives the same files to
 * the byte on one Java runtime, whose encoders write the JPEG and PNG files.
 */
public final class SyntheticPets {
  private static final String MARKER = "synthetic-pets.txt";
  private static final int TEST_ONE_IN = 4;

  private SyntheticPets() {}

  /**
   * Draws a set. The list files are written last, so that an interrupted run cannot be taken for a
   * whole set, and after them {@link FileSet#SUMS}. A synthetic set that is there already is
   * replaced; see {@link #changed}.
   *
   * @param root the folder to write to; created if it is missing
   * @throws DatasetException if the folder holds anything but a synthetic set
   * @throws IOException one line with the file that cannot be written
   */
  public static void write(Path root, Spec spec) throws IOException {
    OxfordLayout layout = new OxfordLayout(root);
    requireOwnFolder(root);
    removeOldSet(layout);
    write(root.resolve(MARKER), marker(spec));
    writeImages(layout, spec);
    writeLists(layout, spec);
    FileSet.list(root, setFiles(layout).stream().sorted().toList());
  }

  /** Whether a folder holds a synthetic set, or what there is of one. */
  public static boolean isIn(Path root) {
    return Files.isRegularFile(root.resolve(MARKER));
  }

  private static void requireOwnFolder(Path root) throws IOException {
    if (!Files.exists(root) || isIn(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw notEmpty(root, "is a file; name a folder to write to");
    }
    try (Stream<Path> content = Files.list(root)) {
      if (content.findAny().isPresent()) {
        throw notEmpty(
            root, "holds something other than a synthetic set; name an empty or new folder");
      }
    }
  }

  private static DatasetException notEmpty(Path root, String text) {
    return new DatasetException(Problem.of(Problem.Kind.NOT_EMPTY, root, text));
  }

  /** Lists first: from here on the folder is no data set until the new lists are written. */
  private static void removeOldSet(OxfordLayout layout) throws IOException {
    for (Path file : setFiles(layout)) {
      remove(file);
    }
  }

  private static List<Path> setFiles(OxfordLayout layout) throws IOException {
    List<Path> found = new ArrayList<>();
    Stream.concat(
            Stream.of(layout.root().resolve(FileSet.SUMS)),
            OxfordLayout.LISTS.stream().map(layout::list))
        .filter(Files::exists)
        .forEach(found::add);
    String breeds = Breed.ALL.stream().map(Breed::label).collect(Collectors.joining("|"));
    Pattern ours = Pattern.compile("(" + breeds + ")_\\d+\\.(jpg|png)");
    for (Path folder : List.of(layout.images(), layout.trimaps())) {
      for (Path file : files(folder)) {
        if (ours.matcher(file.getFileName().toString()).matches()) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /**
   * The files that {@link #write} would delete or replace in a folder that {@link #isIn} knows, and
   * that somebody changed or put there since the set was written. None are known where the set was
   * left unfinished.
   *
   * @throws IOException if a file cannot be read
   */
  public static List<Path> changed(Path root) throws IOException {
    Set<Path> unchanged = FileSet.unchanged(root);
    return unchanged.isEmpty()
        ? List.of()
        : setFiles(new OxfordLayout(root)).stream()
            .filter(file -> !unchanged.contains(file))
            .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void remove(Path file) throws IOException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new IOException(
          "cannot remove %s (%s); remove it by hand, or choose another folder"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static String marker(Spec spec) {
    return "Pets drawn by vinyl data synth. Writing a set here again replaces this one.%nimages %s%nsize %s%nseed %s%n"
        .formatted(spec.images(), spec.size(), spec.seed())
        .replace(System.lineSeparator(), "\n");
  }

  private static void writeImages(OxfordLayout layout, Spec spec) throws IOException {
    PetPainter painter = new PetPainter(spec.seed(), spec.size());
    try {
      IntStream.range(0, spec.images())
          .parallel()
          .forEach(index -> writeImage(layout, painter, index));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void writeImage(OxfordLayout layout, PetPainter painter, int index) {
    PetPainter.Painting painting = painter.paint(index);
    String id = id(index);
    try {
      write(layout.image(id), ImageEncoder.jpeg(painting.image()));
      write(layout.trimap(id), ImageEncoder.greyPng(painting.trimap()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeLists(OxfordLayout layout, Spec spec) throws IOException {
    String all = "#Image CLASS-ID SPECIES BREED-ID\n" + lines(spec, index -> true);
    write(layout.list(OxfordLayout.ALL), all);
    write(layout.list(OxfordLayout.TRAINVAL), lines(spec, index -> !isTest(index)));
    write(layout.list(OxfordLayout.TEST), lines(spec, SyntheticPets::isTest));
  }

  private static String lines(Spec spec, IntPredicate which) {
    return IntStream.range(0, spec.images())
        .filter(which)
        .mapToObj(SyntheticPets::line)
        .collect(Collectors.joining());
  }

  private static String line(int index) {
    Breed breed = PetPainter.breed(index);
    int species = breed.animal() == Breed.Animal.CAT ? 1 : 2;
    return "%s %s %s %s\n".formatted(id(index), breed.number(), species, breed.numberInSpecies());
  }

  private static String id(int index) {
    return PetPainter.breed(index).label() + "_" + (index + 1);
  }

  /** Every fourth image of each breed, another one in each round of breeds. */
  private static boolean isTest(int index) {
    int round = index / Breed.ALL.size();
    return (index + round) % TEST_ONE_IN == TEST_ONE_IN - 1;
  }

  private static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] content) throws IOException {
    AtomicFile.write(file, out -> out.write(content));
  }

  /**
   * Which synthetic pets to draw.
   *
   * @param images how many, 4..100000; one in four is for testing
   * @param size width and height of each in pixels, 32..1024
   * @param seed another seed gives other images
   */
  public record Spec(int images, int size, long seed) {
    /** The size unless another is asked for. */
    public static final int DEFAULT_SIZE = 160;

    /** Checks the ranges. */
    public Spec {
      require("images", images, 4, 100_000);
      require("size", size, 32, 1024);
    }

    /** Images of the default size. */
    public static Spec of(int images, long seed) {
      return new Spec(images, DEFAULT_SIZE, seed);
    }

    private static void require(String name, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "%s must be %d..%d, got %d".formatted(name, least, most, value));
      }
    }
  }
}
