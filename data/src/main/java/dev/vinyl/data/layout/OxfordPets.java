package dev.vinyl.data.layout;

import dev.vinyl.data.DataFingerprint;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordList.BreedNames;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Oxford-IIIT Pet data set, or any data laid out like it: {@code images/*.jpg}, {@code
 * annotations/trimaps/*.png} and the lists {@code annotations/{list,trainval,test}.txt}. A file
 * with another ending of images, or with another case in its name, is found if it is the only one.
 * Other files in these folders are not looked at.
 *
 * <p>A trimap holds 1 for the pet, 2 for the background, 3 for the border between them, of which
 * {@link #load} subtracts 1, and 255 for pixels that count nowhere ({@code ClassMask.IGNORE}).
 *
 * <p>An image whose EXIF block says that it is stored turned is read upright. Where masks were
 * drawn on the stored pixels instead, a file {@code dataset.yaml} in the folder says {@code
 * orientation: stored}; {@code orientation: displayed} says that they were not, so that nobody asks
 * any more.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class OxfordPets implements SegmentationDataset {
  /** For {@link Datasets}. */
  static final DatasetLayout LAYOUT =
      new DatasetLayout() {
        @Override
        public String name() {
          return "oxford";
        }

        @Override
        public boolean recognizes(Path root) {
          OxfordLayout layout = new OxfordLayout(root);
          return Files.isDirectory(layout.trimaps())
              || OxfordLayout.LISTS.stream().anyMatch(list -> Files.exists(layout.list(list)));
        }

        @Override
        public SegmentationDataset open(
            Path root, DatasetDescription description, Consumer<Problem> doubts)
            throws DatasetException {
          return OxfordPets.open(root, description);
        }

        @Override
        public List<Problem> check(
            Path root, DatasetDescription description, DatasetReport.Builder report)
            throws IOException {
          try {
            report.of(OxfordPets.open(root, description));
          } catch (DatasetException e) {
            // among the problems
          }
          return OxfordCheck.of(new OxfordLayout(root), report::add);
        }
      };

  static final List<String> CLASS_NAMES = List.of("pet", "background", "border");

  private final OxfordLayout layout;
  private final OxfordFiles files;
  private final List<Sample> train;
  private final List<Sample> test;
  private final Map<String, OxfordList.Entry> entries;
  private final DataFingerprint<Sample> fingerprint;

  private OxfordPets(
      OxfordLayout layout,
      OxfordFiles files,
      List<Sample> train,
      List<Sample> test,
      Map<String, OxfordList.Entry> entries) {
    this.layout = layout;
    this.files = files;
    this.train = List.copyOf(train);
    this.test = List.copyOf(test);
    this.entries = Map.copyOf(entries);
    List<Sample> byId =
        Stream.of(train, test)
            .flatMap(List::stream)
            .sorted(Comparator.comparing(Sample::id))
            .toList();
    this.fingerprint =
        new DataFingerprint<>(
            byId, sample -> files.line(sample, Objects.requireNonNull(entries.get(sample.id()))));
  }

  /**
   * Opens a folder with the split that its own lists give. Only the lists, the names of the files
   * and {@code dataset.yaml} are read; an image that is missing or broken comes to light in {@link
   * #load} and {@link #check()}.
   *
   * @param root the folder that holds {@code images} and {@code annotations}
   * @throws DatasetException if a folder or list is missing or unreadable, a line cannot be
   *     understood, a name stands in a list twice or in both splits, no image is listed at all, or
   *     {@code dataset.yaml} cannot be understood
   */
  public static OxfordPets open(Path root) throws DatasetException {
    throwFirst(new OxfordLayout(root).missingParts());
    return open(root, DatasetDescription.of(root));
  }

  private static OxfordPets open(Path root, DatasetDescription description)
      throws DatasetException {
    OxfordLayout layout = new OxfordLayout(root);
    throwFirst(layout.missingParts());
    requireOwnClasses(description);
    List<Problem> problems = new ArrayList<>();
    List<OxfordList.Entry> train =
        OxfordList.read(layout.list(OxfordLayout.TRAINVAL), problems::add);
    List<OxfordList.Entry> test = OxfordList.read(layout.list(OxfordLayout.TEST), problems::add);
    problems.addAll(inBothSplits(layout, train, test));
    throwFirst(problems);
    if (train.isEmpty() && test.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              layout.annotations(),
              "trainval.txt and test.txt list no image; restore them"));
    }
    OxfordFiles files = new OxfordFiles(layout, description);
    List<OxfordList.Entry> listed = Stream.of(train, test).flatMap(List::stream).toList();
    List<Sample> all = samples(files, listed);
    List<Sample> first = in(Split.TRAIN, all.subList(0, train.size()));
    List<Sample> second = in(Split.TEST, all.subList(train.size(), all.size()));
    Map<String, OxfordList.Entry> entries =
        listed.stream().collect(Collectors.toMap(OxfordList.Entry::id, Function.identity()));
    return new OxfordPets(layout, files, first, second, entries);
  }

  /**
   * Everything that is wrong with a folder, worst first: missing parts, then the lists, then the
   * files. Decodes every listed sample, one at a time.
   *
   * @return immutable; empty if all is well
   * @throws IOException if a folder that is there cannot be listed
   */
  public static List<Problem> check(Path root) throws IOException {
    return OxfordCheck.of(new OxfordLayout(root), image -> {});
  }

  /** What is wrong with this data set's folder now, as {@link #check(Path)} finds it. */
  public List<Problem> check() throws IOException {
    return check(layout.root());
  }

  /** The name of the folder. */
  @Override
  public String name() {
    return Folders.name(layout.root());
  }

  /** {@code pet}, {@code background} and {@code border}. */
  @Override
  public List<String> classNames() {
    return CLASS_NAMES;
  }

  /** The pet; the border between it and the background counts for neither. */
  @Override
  public Optional<Foreground> foreground() {
    return Optional.of(new Foreground(CLASS_NAMES.get(0), CLASS_NAMES.get(2)));
  }

  /**
   * In the order of the list file; attributes are {@code breed}, as it stands in the ids, and
   * {@code species}, {@code cat} or {@code dog}.
   */
  @Override
  public List<Sample> samples(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VAL -> List.of();
      case TEST -> test;
    };
  }

  @Override
  public LabelledImage load(Sample sample) throws IOException {
    return files.load(sample);
  }

  @Override
  public Optional<String> doubts(List<Sample> samples) {
    return files.turned(samples);
  }

  /** An image's pixels, turned as this data set's are. */
  RgbImage image(Path file) throws DatasetException {
    return files.image(file);
  }

  /**
   * The SHA-256 of one line for each image of both splits, in the order of the ids: {@code id breed
   * species imageHash trimapHash} and a line feed, where species is {@code cat} or {@code dog} and
   * a hash is the SHA-256 of that file. It is computed when first asked for and kept. With {@code
   * orientation: stored} each line has {@code stored} at its end.
   */
  @Override
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }

  Path root() {
    return layout.root();
  }

  /** The number that the lists give the breed of an image, from 1. */
  int breedNumber(Sample sample) {
    return Objects.requireNonNull(entries.get(sample.id()), sample.id()).breed();
  }

  /** Files and classes are known here; what a description says of them would be without effect. */
  static DatasetDescription requireOwnClasses(DatasetDescription description)
      throws DatasetException {
    if (description.namesFiles() || !description.classes().equals(ClassKeys.NONE)) {
      throw DatasetDescription.wrong(
          description.file(),
          "the Oxford layout knows its files and classes; only orientation and resizeMasks have an effect here");
    }
    return description;
  }

  static List<Problem> inBothSplits(
      OxfordLayout layout, List<OxfordList.Entry> train, List<OxfordList.Entry> test) {
    Set<String> training = new HashSet<>();
    train.forEach(entry -> training.add(entry.id()));
    return test.stream()
        .filter(entry -> training.contains(entry.id()))
        .map(
            entry ->
                Problem.of(
                    Problem.Kind.IN_BOTH_SPLITS,
                    layout.list(OxfordLayout.TEST),
                    "%s stands in trainval.txt too; remove it from one of the two"
                        .formatted(entry.id())))
        .toList();
  }

  /** Finds the files of what lists name; all in one split, which is the caller's to set. */
  static List<Sample> samples(OxfordFiles files, List<OxfordList.Entry> entries)
      throws DatasetException {
    List<String> ids = entries.stream().map(OxfordList.Entry::id).toList();
    Map<String, Path> images = files.images().find(ids);
    Map<String, Path> trimaps = files.trimaps().find(ids);
    BreedNames names = new BreedNames(entries);
    List<Sample> samples = new ArrayList<>();
    for (OxfordList.Entry entry : entries) {
      samples.add(
          new Sample(
              entry.id(),
              Objects.requireNonNull(images.get(entry.id())),
              Objects.requireNonNull(trimaps.get(entry.id())),
              Split.TRAIN,
              attributes(names.of(entry.breed()), entry.species().label())));
    }
    return samples;
  }

  private static Map<String, String> attributes(String breed, String species) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("breed", breed);
    attributes.put("species", species);
    return attributes;
  }

  private static List<Sample> in(Split split, List<Sample> samples) {
    return samples.stream().map(sample -> sample.in(split)).toList();
  }

  private static void throwFirst(List<Problem> problems) throws DatasetException {
    if (!problems.isEmpty()) {
      throw new DatasetException(problems.get(0));
    }
  }
}
