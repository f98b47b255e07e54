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
    List<Duplicate> duplicates,
    List<Problem> problems) {

  /** Takes copies. */
  public DatasetReport {
    images = Map.copyOf(images);
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    classes = List.copyOf(classes);
    mostIgnored = List.copyOf(mostIgnored);
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
    private static final int MOST_IGNORED = 12;

    private final Path root;
    private final String format;
    private final Map<Split, Integer> images = new EnumMap<>(Split.class);
    private final Map<String, Integer> sizes = new TreeMap<>();
    private final Map<String, List<Sample>> byHash = new TreeMap<>();
    private final PriorityQueue<IgnoredShare> mostIgnored =
        new PriorityQueue<>(Comparator.comparingDouble(IgnoredShare::share));
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
      name = dataset.name();
      classNames = dataset.classNames();
      for (Split split : Split.values()) {
        images.put(split, dataset.samples(split).size());
      }
    }

    void add(LabelledImage image) {
      String size = "%d x %d".formatted(image.image().width(), image.image().height());
      sizes.merge(size, 1, Integer::sum);
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
        mostIgnored.add(new IgnoredShare(image.sample().id(), share));
        if (mostIgnored.size() > MOST_IGNORED) {
          mostIgnored.remove();
        }
      }
      try {
        byHash
            .computeIfAbsent(Sha256.hex(image.sample().image()), k -> new ArrayList<>(1))
            .add(image.sample());
      } catch (IOException e) {
        // it was just decoded; who deletes files meanwhile is told by the next check
      }
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
