package dev.vinyl.data.layout;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a data set consists of. Pixels and sizes are of the samples that could be decoded.
 *
 * @param name of the data set
 * @param format its layout
 * @param images how many there are of each split
 * @param sizes how many images have each size, {@code width x height}, the commonest first
 * @param classes in the order of their indices; empty if the data set cannot be opened
 * @param pixels how many were looked at
 * @param ignored how many of them count nowhere
 * @param mostIgnored some images with ignored pixels, those with the largest share first
 * @param smallestClasses some images with the least of one of their classes, the smallest share
 *     first
 * @param oddShapes some images whose width over height is at least half as much again as that of
 *     the middle image, or that much less, the furthest first; one of each size
 * @param duplicates groups of samples whose image files are the same, and in which splits
 * @param problems everything that is wrong, worst first
 */
public record DatasetReport(
    String name,
    String format,
    Map<Split, Integer> images,
    Map<String, Integer> sizes,
    List<ClassCount> classes,
    long pixels,
    long ignored,
    List<IgnoredShare> mostIgnored,
    List<SmallClass> smallestClasses,
    List<OddShape> oddShapes,
    List<Duplicate> duplicates,
    List<Problem> problems) {

  /** Takes copies. */
  public DatasetReport {
    images = Map.copyOf(images);
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    classes = List.copyOf(classes);
    mostIgnored = List.copyOf(mostIgnored);
    smallestClasses = List.copyOf(smallestClasses);
    oddShapes = List.copyOf(oddShapes);
    duplicates = List.copyOf(duplicates);
    problems = List.copyOf(problems);
  }

  /**
   * How often a class occurs.
   *
   * @param name of the class
   * @param pixels of it in all images
   * @param images in which it is
   */
  public record ClassCount(String name, long pixels, long images) {}

  /**
   * How much of an image counts nowhere.
   *
   * @param id of the sample
   * @param share of its pixels, above 0, at most 1
   */
  public record IgnoredShare(String id, double share) {}

  /**
   * A class of which an image has little.
   *
   * @param id of the sample
   * @param className of the class that the image has least of
   * @param pixels of it, at least 1
   * @param share of the image's pixels that count
   */
  public record SmallClass(String id, String className, long pixels, double share) {}

  /**
   * An image of another shape than most.
   *
   * @param id of the sample
   * @param width in pixels
   * @param height in pixels
   */
  public record OddShape(String id, int width, int height) {}

  /**
   * Samples with the same image file, byte by byte.
   *
   * @param ids two or more
   * @param splits that they are in; more than one is a leak between training and scoring
   */
  public record Duplicate(List<String> ids, Set<Split> splits) {

    /** Takes copies. */
    public Duplicate {
      ids = List.copyOf(ids);
      splits = Set.copyOf(splits);
    }

    /** Whether the same image is in several splits. */
    public boolean leaks() {
      return splits.size() > 1;
    }
  }

  /** All images. */
  public int size() {
    return images.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Gathers a report while samples are looked at. */
  static final class Builder {
    private static final int MOST_NAMED = 12;
    private static final double ODD = Math.log(1.5);

    private final Path root;
    private final String format;
    private final Map<Split, Integer> images = new EnumMap<>(Split.class);
    private final Map<String, Integer> sizes = new TreeMap<>();
    private final Map<String, List<Sample>> byHash = new TreeMap<>();
    private final Map<String, OddShape> firstOfSize = new TreeMap<>();
    private final PriorityQueue<IgnoredShare> mostIgnored =
        new PriorityQueue<>(Comparator.comparingDouble(IgnoredShare::share));
    private final PriorityQueue<SmallClass> smallestClasses =
        new PriorityQueue<>(Comparator.comparingDouble(SmallClass::share).reversed());
    private Optional<SegmentationDataset> opened = Optional.empty();
    private final long[] pixels = new long[ClassMask.IGNORE + 1];
    private final long[] occurs = new long[ClassMask.IGNORE + 1];
    private List<String> classNames = List.of();
    private String name;

    Builder(Path root, String format) {
      this.root = root;
      this.format = format;
      this.name = Folders.name(this.root);
    }

    /** Of a data set that could be opened. */
    void of(SegmentationDataset dataset) {
      opened = Optional.of(dataset);
      name = dataset.name();
      classNames = dataset.classNames();
      for (Split split : Split.values()) {
        images.put(split, dataset.samples(split).size());
      }
    }

    /** The data set, if it could be opened. */
    Optional<SegmentationDataset> opened() {
      return opened;
    }

    void add(LabelledImage image) {
      int width = image.image().width();
      int height = image.image().height();
      String size = "%d x %d".formatted(width, height);
      sizes.merge(size, 1, Integer::sum);
      firstOfSize.putIfAbsent(size, new OddShape(image.sample().id(), width, height));
      long[] own = new long[pixels.length];
      for (byte c : image.target().classes()) {
        own[c & 0xff]++;
      }
      for (int c = 0; c < own.length; c++) {
        pixels[c] += own[c];
        occurs[c] += own[c] > 0 ? 1 : 0;
      }
      if (own[ClassMask.IGNORE] > 0) {
        double share = (double) own[ClassMask.IGNORE] / image.target().classes().length;
        keep(mostIgnored, new IgnoredShare(image.sample().id(), share));
      }
      addSmallest(image, own);
      try {
        byHash
            .computeIfAbsent(Sha256.hex(image.sample().image()), k -> new ArrayList<>(1))
            .add(image.sample());
      } catch (IOException e) {
        // it was just decoded; who deletes files meanwhile is told by the next check
      }
    }

    private static <T> void keep(PriorityQueue<T> worst, T next) {
      worst.add(next);
      if (worst.size() > MOST_NAMED) {
        worst.remove();
      }
    }

    /** Of an image with several classes. */
    private void addSmallest(LabelledImage image, long[] own) {
      int least = -1;
      int present = 0;
      long counted = 0;
      for (int c = 0; c < classNames.size(); c++) {
        counted += own[c];
        if (own[c] > 0) {
          present++;
          least = least < 0 || own[c] < own[least] ? c : least;
        }
      }
      if (present > 1) {
        double share = (double) own[least] / counted;
        keep(
            smallestClasses,
            new SmallClass(image.sample().id(), classNames.get(least), own[least], share));
      }
    }

    /** By how many times they are wider or narrower than the middle image. */
    private List<OddShape> oddShapes() {
      List<Double> all = new ArrayList<>();
      firstOfSize.forEach(
          (size, first) ->
              all.addAll(Collections.nCopies(sizes.getOrDefault(size, 0), aspect(first))));
      if (all.isEmpty()) {
        return List.of();
      }
      Collections.sort(all);
      double middle = all.get(all.size() / 2);
      Comparator<OddShape> near =
          Comparator.comparingDouble(shape -> Math.abs(aspect(shape) - middle));
      return firstOfSize.values().stream()
          .filter(shape -> Math.abs(aspect(shape) - middle) >= ODD)
          .sorted(near.reversed().thenComparing(OddShape::id))
          .limit(MOST_NAMED)
          .toList();
    }

    private static double aspect(OddShape shape) {
      return Math.log((double) shape.width() / shape.height());
    }

    DatasetReport build(List<Problem> problems) {
      List<ClassCount> classes = new ArrayList<>();
      for (int c = 0; c < classNames.size(); c++) {
        classes.add(new ClassCount(classNames.get(c), pixels[c], occurs[c]));
      }
      return new DatasetReport(
          name,
          format,
          images,
          commonestFirst(),
          classes,
          Arrays.stream(pixels).sum(),
          pixels[ClassMask.IGNORE],
          mostIgnored.stream()
              .sorted(
                  Comparator.comparingDouble(IgnoredShare::share)
                      .reversed()
                      .thenComparing(IgnoredShare::id))
              .toList(),
          smallestClasses.stream()
              .sorted(Comparator.comparingDouble(SmallClass::share).thenComparing(SmallClass::id))
              .toList(),
          oddShapes(),
          byHash.values().stream().filter(same -> same.size() > 1).map(Builder::duplicate).toList(),
          problems);
    }

    private Map<String, Integer> commonestFirst() {
      return sizes.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    private static Duplicate duplicate(List<Sample> same) {
      Set<Split> splits = new TreeSet<>();
      same.forEach(sample -> splits.add(sample.split()));
      return new Duplicate(same.stream().map(Sample::id).toList(), splits);
    }
  }
}
