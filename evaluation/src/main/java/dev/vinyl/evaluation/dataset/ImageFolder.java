package dev.vinyl.evaluation.dataset;

import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.predict.PassedOver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pictures in a folder for each class, whose name is the class's. Either they are divided already,
 * or they are divided here:
 *
 * <pre>
 * root/train/forest/1.jpg      root/forest/1.jpg
 * root/test/forest/2.jpg       root/forest/2.jpg
 * </pre>
 *
 * <p>A root that holds {@code train} and one of {@code test}, {@code val} and {@code valid} is
 * divided already; of several the first of these names is the test split, and what else is in the
 * root is not looked at. In any other root every sub-folder is a class.
 *
 * <p>Pictures lie directly in their class's folder and end as {@link UnlabelledImages} says; hidden
 * files and folders are left out. Immutable and safe for use by several threads.
 */
public final class ImageFolder implements ClassificationDataset {
  private static final String TRAIN = "train";
  private static final List<String> TEST = List.of("test", "val", "valid");
  private static final int TEST_ONE_IN = 5;

  private final Path root;
  private final List<String> classNames;
  private final List<ClassifiedPicture> trainval;
  private final List<ClassifiedPicture> test;
  private final DataFingerprint<ClassifiedPicture> fingerprint;

  private ImageFolder(
      Path root,
      List<String> classNames,
      List<ClassifiedPicture> trainval,
      List<ClassifiedPicture> test) {
    this.root = root;
    this.classNames = classNames;
    this.trainval = List.copyOf(trainval);
    this.test = List.copyOf(test);
    this.fingerprint =
        new DataFingerprint<>(
            Stream.of(trainval, test)
                .flatMap(List::stream)
                .sorted(Comparator.comparing(ClassifiedPicture::id))
                .toList(),
            picture -> PictureFiles.line(picture.id(), picture.file()));
  }

  /**
   * Opens a folder of classes, and logs what it passed over as a warning. No picture is read; one
   * that is broken comes to light in {@link #load}.
   *
   * @param splitSeed divides a folder that is not divided already: in each class the pictures are
   *     ordered by the SHA-256 of {@code split/seed/id}, and the first fifth of them, rounded down
   *     but at least one picture, becomes the test split
   * @throws DatasetException if there is no such folder, it cannot be listed, it has fewer than two
   *     classes, a class has no picture, or only one where it has to be divided, or the two splits
   *     have different classes
   */
  public static ImageFolder open(Path root, long splitSeed) throws DatasetException {
    Folders.requirePresent(root, "give the folder that holds a sub-folder for each class");
    List<String> inside = Folders.subFolders(root).names();
    Optional<String> test = TEST.stream().filter(inside::contains).findFirst();
    List<PassedOver> passedOver = new ArrayList<>();
    ImageFolder opened =
        inside.contains(TRAIN) && test.isPresent()
            ? openDivided(root, root.resolve(TRAIN), root.resolve(test.get()), passedOver)
            : divide(root, splitSeed, passedOver);
    Folders.report(root, passedOver.stream().reduce(PassedOver.NOTHING, PassedOver::and));
    return opened;
  }

  private static ImageFolder openDivided(
      Path root, Path train, Path test, List<PassedOver> passedOver) throws DatasetException {
    List<String> names = classNames(train, passedOver);
    List<String> testNames = Folders.subFolders(test).names();
    requireAll(names, test, testNames);
    requireAll(testNames, train, names);
    return new ImageFolder(
        root,
        names,
        picturesOfAll(root, train, names, passedOver),
        picturesOfAll(root, test, names, passedOver));
  }

  private static ImageFolder divide(Path root, long splitSeed, List<PassedOver> passedOver)
      throws DatasetException {
    List<String> names = classNames(root, passedOver);
    List<ClassifiedPicture> trainval = new ArrayList<>();
    List<ClassifiedPicture> test = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      List<ClassifiedPicture> pictures =
          pictures(root, root.resolve(names.get(label)), label, passedOver);
      if (pictures.size() < 2) {
        throw new DatasetException(
            Problem.of(
                Problem.Kind.TOO_FEW_PICTURES,
                root.resolve(names.get(label)),
                "holds one picture, which cannot be both trained and tested on; add another or remove the folder"));
      }
      int held = Math.max(1, pictures.size() / TEST_ONE_IN);
      Set<ClassifiedPicture> drawn =
          Set.copyOf(
              SeededOrder.of(pictures, ClassifiedPicture::id, "split", splitSeed).subList(0, held));
      pictures.forEach(picture -> (drawn.contains(picture) ? test : trainval).add(picture));
    }
    return new ImageFolder(root, names, trainval, test);
  }

  private static List<String> classNames(Path folder, List<PassedOver> passedOver)
      throws DatasetException {
    Folders.Listing listing = Folders.subFolders(folder);
    passedOver.add(listing.passedOver());
    List<String> names = listing.names();
    if (names.size() < 2) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_CLASSES,
              folder,
              "holds %s; give a folder with a sub-folder for each class, 2 or more, or with train and test that are such folders"
                  .formatted(
                      names.isEmpty() ? "no sub-folder" : "one sub-folder only, " + names.get(0))));
    }
    return names;
  }

  private static void requireAll(List<String> names, Path folder, List<String> there)
      throws DatasetException {
    for (String name : names) {
      if (!there.contains(name)) {
        throw new DatasetException(
            Problem.of(
                Problem.Kind.CLASS_IN_ONE_SPLIT,
                folder.resolve(name),
                "no such folder, though the other split has the class %s; add it here or remove it there"
                    .formatted(name)));
      }
    }
  }

  private static List<ClassifiedPicture> picturesOfAll(
      Path root, Path folder, List<String> names, List<PassedOver> passedOver)
      throws DatasetException {
    List<ClassifiedPicture> all = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      all.addAll(pictures(root, folder.resolve(names.get(label)), label, passedOver));
    }
    return all;
  }

  private static List<ClassifiedPicture> pictures(
      Path root, Path folder, int label, List<PassedOver> passedOver) throws DatasetException {
    Folders.Listing listing = Folders.pictures(folder);
    List<String> names = listing.names();
    if (names.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_PICTURES,
              folder,
              "a class without a picture%s; put JPEG, PNG, WebP, BMP or GIF files directly into it or remove the folder"
                  .formatted(
                      listing.passedOver().isEmpty() ? "" : ", but " + listing.passedOver())));
    }
    passedOver.add(listing.passedOver());
    String prefix = Folders.relative(root, folder);
    return names.stream()
        .map(name -> new ClassifiedPicture(prefix + "/" + name, folder.resolve(name), label))
        .toList();
  }

  /** The name of the folder. */
  @Override
  public String name() {
    return Folders.name(root);
  }

  /** The names of the classes' folders, in the order of {@link String#compareTo}. */
  @Override
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Class by class, in each in the order of the files' names. An id is the picture's path relative
   * to the root, with {@code /} between names: {@code train/forest/1.jpg}.
   */
  @Override
  public List<ClassifiedPicture> pictures(Split split) {
    return split == Split.TRAINVAL ? trainval : test;
  }

  @Override
  public RgbImage load(ClassifiedPicture picture) throws IOException {
    return PictureFiles.image(picture.file());
  }

  /**
   * The SHA-256 of one line for each picture of both splits, in the order of the ids: {@code id
   * fileHash} and a line feed, a hash being the SHA-256 of that file.
   */
  @Override
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }
}
