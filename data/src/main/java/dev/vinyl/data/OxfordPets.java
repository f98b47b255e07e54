package dev.vinyl.data;

import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Oxford-IIIT Pet data set, or any data laid out like it: {@code images/*.jpg}, {@code
 * annotations/trimaps/*.png} and the lists {@code annotations/{list,trainval,test}.txt}. A file
 * with another ending of samples, or with another case in its name, is found if it is the only one.
 * Other files in these folders are not looked at.
 *
 * <p>A trimap holds 1 for the pet, 2 for the background, 3 for the border between them, of which
 * {@link #load} subtracts 1, and 255 for pixels that count nowhere ({@code ClassMask.IGNORE}).
 *
 * <p>An image whose EXIF block says that it is stored turned is read upright. Where masks were
 * drawn on the stored pixels instead, a file {@code dataset.yaml} in the folder says {@code masks:
 * stored}; {@code masks: displayed} says that they were not, so that nobody asks any more.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class OxfordPets implements SegmentationDataset {
  static final List<String> CLASS_NAMES = List.of("pet", "background", "border");

  private final OxfordLayout layout;
  private final OxfordFiles files;
  private final List<Sample> trainval;
  private final List<Sample> test;
  private final DataFingerprint<Sample> fingerprint;

  private OxfordPets(
      OxfordLayout layout,
      OxfordFiles files,
      List<Sample> trainval,
      List<Sample> test,
      DataFingerprint<Sample> fingerprint) {
    this.layout = layout;
    this.files = files;
    this.trainval = List.copyOf(trainval);
    this.test = List.copyOf(test);
    this.fingerprint = fingerprint;
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
    OxfordLayout layout = new OxfordLayout(root);
    throwFirst(layout.missingParts());
    List<Problem> problems = new ArrayList<>();
    List<OxfordList.Entry> trainval =
        OxfordList.read(layout.list(OxfordLayout.TRAINVAL), problems::add);
    List<OxfordList.Entry> test = OxfordList.read(layout.list(OxfordLayout.TEST), problems::add);
    problems.addAll(inBothSplits(layout, trainval, test));
    throwFirst(problems);
    if (trainval.isEmpty() && test.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              layout.annotations(),
              "trainval.txt and test.txt list no image; restore them"));
    }
    OxfordFiles files = new OxfordFiles(layout, DatasetSettings.of(root));
    List<OxfordList.Entry> listed = Stream.of(trainval, test).flatMap(List::stream).toList();
    List<Sample> all = samples(files, listed);
    List<Sample> first = in(Split.TRAINVAL, all.subList(0, trainval.size()));
    List<Sample> second = in(Split.TEST, all.subList(trainval.size(), all.size()));
    return new OxfordPets(layout, files, first, second, fingerprint(files, pool(first, second)));
  }

  /**
   * Everything that is wrong with a folder, worst first: missing parts, then the lists, then the
   * files. Decodes every listed sample, one at a time.
   *
   * @return immutable; empty if all is well
   * @throws IOException if a folder that is there cannot be listed
   */
  public static List<Problem> check(Path root) throws IOException {
    return OxfordCheck.of(new OxfordLayout(root));
  }

  /** What is wrong with this data set's folder now, as {@link #check(Path)} finds it. */
  public List<Problem> check() throws IOException {
    return check(layout.root());
  }

  /**
   * The same images split anew: all images of both official splits are put together and shuffled
   * once, the first {@code testSize} become the test split and the rest trainval. The outcome
   * depends on the ids, the seed and the size only: images are ordered by the SHA-256 of {@code
   * split/seed/id}. A larger test split of the same seed contains the smaller one.
   *
   * @param testSize 0 .. number of images
   * @throws DatasetException if there are fewer images than {@code testSize}
   * @throws IllegalArgumentException if {@code testSize} is below 0
   */
  public OxfordPets resplit(long seed, int testSize) throws DatasetException {
    List<Sample> shuffled = SeededOrder.of(pool(trainval, test), Sample::id, "split", seed);
    requireEnough(testSize, shuffled.size(), "for the test split");
    return new OxfordPets(
        layout,
        files,
        in(Split.TRAINVAL, shuffled.subList(testSize, shuffled.size())),
        in(Split.TEST, shuffled.subList(0, testSize)),
        fingerprint);
  }

  /**
   * The first {@code size} of the trainval samples, shuffled by a seed: images are ordered by the
   * SHA-256 of {@code subset/seed/id}. With one seed, a smaller subset is the beginning of a larger
   * one.
   *
   * @param size 0 .. number of trainval images
   * @throws DatasetException if there are fewer images than {@code size}
   * @throws IllegalArgumentException if {@code size} is below 0
   */
  public List<Sample> trainingSubset(int size, long seed) throws DatasetException {
    requireEnough(size, trainval.size(), "of the trainval split");
    return SeededOrder.of(trainval, Sample::id, "subset", seed).subList(0, size);
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

  /** In the order of the list file, or of the shuffle after {@link #resplit}. */
  @Override
  public List<Sample> samples(Split split) {
    return split == Split.TRAINVAL ? trainval : test;
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
   * a hash is the SHA-256 of that file. It is computed when first asked for and kept, also for
   * every {@link #resplit}. With {@code masks: stored} each line has {@code stored} at its end.
   */
  @Override
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }

  Path root() {
    return layout.root();
  }

  static List<Problem> inBothSplits(
      OxfordLayout layout, List<OxfordList.Entry> trainval, List<OxfordList.Entry> test) {
    Set<String> training = new HashSet<>();
    trainval.forEach(entry -> training.add(entry.id()));
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
              entry.breed(),
              names.of(entry.breed()),
              entry.species(),
              Split.TRAINVAL));
    }
    return samples;
  }

  private static List<Sample> in(Split split, List<Sample> samples) {
    return samples.stream().map(sample -> sample.in(split)).toList();
  }

  private void requireEnough(int asked, int there, String whatFor) throws DatasetException {
    if (asked < 0) {
      throw new IllegalArgumentException(
          "number of images %s must be 0 or more, got %d".formatted(whatFor, asked));
    }
    if (asked > there) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              layout.root(),
              "%d images %s were asked for, but there are %d; ask for fewer"
                  .formatted(asked, whatFor, there)));
    }
  }

  private static DataFingerprint<Sample> fingerprint(OxfordFiles files, List<Sample> all) {
    return new DataFingerprint<>(
        all.stream().sorted(Comparator.comparing(Sample::id)).toList(), files::line);
  }

  private static List<Sample> pool(List<Sample> first, List<Sample> second) {
    List<Sample> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static void throwFirst(List<Problem> problems) throws DatasetException {
    if (!problems.isEmpty()) {
      throw new DatasetException(problems.get(0));
    }
  }
}
