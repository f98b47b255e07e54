package dev.vinyl.data.layout;

import dev.vinyl.data.ClassificationDataset;
import dev.vinyl.data.ClassifiedImage;
import dev.vinyl.data.DataFingerprint;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SeededOrder;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.predict.SkippedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Images in a folder for each class, whose name is the class's. Either they are divided already, or
 * they are divided here:
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
 * <p>Images lie directly in their class's folder and end as {@link UnlabelledImages} says; hidden
 * files and folders are left out. Immutable and safe for use by several threads.
 */
public final class ImageFolder implements ClassificationDataset {
  private static final String TRAIN = "train";
  private static final List<String> TEST = List.of("test", "val", "valid");
  private static final int TEST_ONE_IN = 5;

  private final Path root;
  private final List<String> classNames;
  private final List<ClassifiedImage> train;
  private final List<ClassifiedImage> test;
  private final DataFingerprint<ClassifiedImage> fingerprint;

  private ImageFolder(
      Path root, List<String> classNames, List<ClassifiedImage> train, List<ClassifiedImage> test) {
    this.root = root;
    this.classNames = classNames;
    this.train = List.copyOf(train);
    this.test = List.copyOf(test);
    this.fingerprint =
        new DataFingerprint<>(
            Stream.of(train, test)
                .flatMap(List::stream)
                .sorted(Comparator.comparing(ClassifiedImage::id))
                .toList(),
            image -> SampleFiles.line(image.id(), image.file()));
  }

  /**
   * Opens a folder of classes, and logs what it skipped as a warning. No image is read; one that is
   * broken comes to light in {@link #load}.
   *
   * @param splitSeed divides a folder that is not divided already: in each class the images are
   *     ordered by the SHA-256 of {@code split/seed/id}, and the first fifth of them, rounded down
   *     but at least one image, becomes the test split
   * @throws DatasetException if there is no such folder, it cannot be listed, it has fewer than two
   *     classes, a class has no image, or only one where it has to be divided, or the two splits
   *     have different classes
   */
  public static ImageFolder open(Path root, long splitSeed) throws DatasetException {
    Folders.requirePresent(root, "give the folder that holds a sub-folder for each class");
    List<String> inside = Folders.subFolders(root).names();
    Optional<String> test = TEST.stream().filter(inside::contains).findFirst();
    List<SkippedFile> passedOver = new ArrayList<>();
    ImageFolder opened =
        inside.contains(TRAIN) && test.isPresent()
            ? openDivided(root, root.resolve(TRAIN), root.resolve(test.get()), passedOver)
            : divide(root, splitSeed, passedOver);
    Folders.report(root, passedOver.stream().reduce(SkippedFile.NOTHING, SkippedFile::and));
    return opened;
  }

  private static ImageFolder openDivided(
      Path root, Path train, Path test, List<SkippedFile> passedOver) throws DatasetException {
    List<String> names = classNames(train, passedOver);
    List<String> testNames = Folders.subFolders(test).names();
    requireAll(names, test, testNames);
    requireAll(testNames, train, names);
    return new ImageFolder(
        root,
        names,
        imagesOfAll(root, train, names, passedOver),
        imagesOfAll(root, test, names, passedOver));
  }

  private static ImageFolder divide(Path root, long splitSeed, List<SkippedFile> passedOver)
      throws DatasetException {
    List<String> names = classNames(root, passedOver);
    List<ClassifiedImage> train = new ArrayList<>();
    List<ClassifiedImage> test = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      List<ClassifiedImage> images =
          images(root, root.resolve(names.get(label)), label, passedOver);
      if (images.size() < 2) {
        throw new DatasetException(
            Problem.of(
                Problem.Kind.TOO_FEW_IMAGES,
                root.resolve(names.get(label)),
                "holds one image, which cannot be both trained and tested on; add another or remove the folder"));
      }
      int held = Math.max(1, images.size() / TEST_ONE_IN);
      Set<ClassifiedImage> drawn =
          Set.copyOf(
              SeededOrder.of(images, ClassifiedImage::id, "split", splitSeed).subList(0, held));
      images.forEach(image -> (drawn.contains(image) ? test : train).add(image));
    }
    return new ImageFolder(root, names, train, test);
  }

  private static List<String> classNames(Path folder, List<SkippedFile> passedOver)
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

  private static List<ClassifiedImage> imagesOfAll(
      Path root, Path folder, List<String> names, List<SkippedFile> passedOver)
      throws DatasetException {
    List<ClassifiedImage> all = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      all.addAll(images(root, folder.resolve(names.get(label)), label, passedOver));
    }
    return all;
  }

  private static List<ClassifiedImage> images(
      Path root, Path folder, int label, List<SkippedFile> passedOver) throws DatasetException {
    Folders.Listing listing = Folders.images(folder);
    List<String> names = listing.names();
    if (names.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              folder,
              "a class without an image%s; put JPEG, PNG, WebP, BMP, GIF or TIFF files directly into it or remove the folder"
                  .formatted(
                      listing.passedOver().isEmpty() ? "" : ", but " + listing.passedOver())));
    }
    passedOver.add(listing.passedOver());
    String prefix = Folders.relative(root, folder);
    return names.stream()
        .map(name -> new ClassifiedImage(prefix + "/" + name, folder.resolve(name), label))
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
   * Class by class, in each in the order of the files' names. An id is the image's path relative to
   * the root, with {@code /} between names: {@code train/forest/1.jpg}.
   */
  @Override
  public List<ClassifiedImage> samples(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VAL -> List.of();
      case TEST -> test;
    };
  }

  @Override
  public RgbImage load(ClassifiedImage image) throws IOException {
    return SampleFiles.image(image.file());
  }

  /**
   * The SHA-256 of one line for each image of both splits, in the order of the ids: {@code id
   * fileHash} and a line feed, a hash being the SHA-256 of that file.
   */
  @Override
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }
}
