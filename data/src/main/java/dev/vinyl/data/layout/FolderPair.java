package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A folder of images and the folder of their masks.
 *
 * @param split that the images are in
 * @param images their folder
 * @param masks the masks' folder
 * @param imageNames which files below the one are images
 * @param maskNames which files below the other are masks
 */
record FolderPair(Split split, Path images, Path masks, FileNames imageNames, FileNames maskNames) {

  /** With all files that look like images and masks. */
  FolderPair(Split split, Path images, Path masks) {
    this(split, images, masks, FileNames.ANY, FileNames.ANY);
  }

  /**
   * The samples of several such pairs, in the order of their images' paths. Ids are paths without
   * ending, below the images' folder; where two pairs share one, with the split's name before them.
   *
   * @param root of the data set
   * @param doubts told of what has no counterpart
   * @throws DatasetException if a folder cannot be listed, or nothing fits together
   */
  static List<Sample> samples(Path root, List<FolderPair> pairs, Consumer<Problem> doubts)
      throws DatasetException {
    List<Problem> found = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    boolean unique = true;
    for (FolderPair pair : pairs) {
      for (Sample sample : pair.samples(found::add)) {
        unique &= ids.add(sample.id());
        samples.add(sample);
      }
    }
    if (samples.isEmpty()) {
      throw new DatasetException(found.isEmpty() ? nothing(root, pairs) : found.get(0));
    }
    found.forEach(doubts);
    return unique ? samples : samples.stream().map(FolderPair::withSplit).toList();
  }

  private static Sample withSplit(Sample sample) {
    return new Sample(
        sample.split().label() + "/" + sample.id(),
        sample.image(),
        sample.mask(),
        sample.split(),
        sample.attributes());
  }

  private static Problem nothing(Path root, List<FolderPair> pairs) {
    return Problem.of(
        Problem.Kind.TOO_FEW_IMAGES,
        pairs.isEmpty() ? root : pairs.get(0).images(),
        "holds no image; put JPEG, PNG, WebP, BMP, GIF or TIFF files into it");
  }

  private List<Sample> samples(Consumer<Problem> doubts) throws DatasetException {
    List<String> imageFiles =
        Folders.imagesBelow(images).names().stream()
            .filter(path -> imageNames.id(path).isPresent())
            .toList();
    List<String> maskFiles =
        Folders.filesBelow(masks).stream()
            .filter(path -> MaskMatcher.hasMaskName(path) && maskNames.id(path).isPresent())
            .toList();
    MaskMatcher matcher = new MaskMatcher(images, imageFiles, masks, maskFiles, doubts);
    boolean any = imageNames == FileNames.ANY && maskNames == FileNames.ANY;
    Map<String, String> matched =
        any ? matcher.byName() : matcher.byId(this::imageId, this::maskId);
    List<Sample> samples = new ArrayList<>();
    matched.forEach(
        (image, mask) ->
            samples.add(
                new Sample(
                    imageId(image),
                    images.resolve(image),
                    masks.resolve(mask),
                    split,
                    attributes(image))));
    return samples;
  }

  private String imageId(String path) {
    return imageNames.id(path).orElse(path);
  }

  private String maskId(String path) {
    return maskNames.id(path).orElse(path);
  }

  /** The folder below the images' folder that an image lies in, such as its city. */
  private static Map<String, String> attributes(String image) {
    int slash = image.lastIndexOf('/');
    Map<String, String> attributes = new LinkedHashMap<>();
    if (slash > 0) {
      attributes.put("folder", image.substring(0, slash));
    }
    return attributes;
  }

  /**
   * Puts samples into the splits that list files give; an image that no list names is left out.
   * Where a list for training is called {@code trainval}, what that for validation names is not
   * trained on.
   *
   * @param lists by split
   * @throws DatasetException if a list names what is not there, or an image twice
   */
  static List<Sample> listed(List<Sample> samples, Map<Split, Path> lists, Consumer<Problem> doubts)
      throws DatasetException {
    Map<String, Sample> byName = byName(samples);
    Set<String> validated = validated(lists, byName);
    List<Sample> listed = new ArrayList<>();
    Map<String, Split> seen = new LinkedHashMap<>();
    for (Map.Entry<Split, Path> entry : lists.entrySet()) {
      ListFile list = ListFile.read(entry.getValue());
      for (ListFile.Line line : list.lines()) {
        Sample sample = find(line.text(), byName);
        if (sample == null) {
          doubts.accept(
              list.bad(line, "names no image that has a mask; add both or remove the line")
                  .problem());
          continue;
        }
        if (entry.getKey() == Split.TRAIN && validated.contains(sample.id())) {
          continue;
        }
        Split before = seen.put(sample.id(), entry.getKey());
        if (before != null) {
          throw list.bad(
              line,
              before == entry.getKey()
                  ? "names an image a second time; remove one of the lines"
                  : "names an image that is in the split %s too; remove one of the lines"
                      .formatted(before.label()));
        }
        listed.add(sample.in(entry.getKey()));
      }
    }
    if (listed.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              lists.values().iterator().next(),
              "this and the other lists name no image that is there"));
    }
    return listed;
  }

  private static Set<String> validated(Map<Split, Path> lists, Map<String, Sample> byName)
      throws DatasetException {
    Set<String> ids = new HashSet<>();
    Path train = lists.get(Split.TRAIN);
    Path validation = lists.get(Split.VAL);
    boolean both = train != null && String.valueOf(train.getFileName()).startsWith("trainval.");
    if (both && validation != null) {
      for (ListFile.Line line : ListFile.read(validation).lines()) {
        Sample sample = find(line.text(), byName);
        if (sample != null) {
          ids.add(sample.id());
        }
      }
    }
    return ids;
  }

  /** By ids, and by the files' names where these are different in all folders. */
  private static Map<String, Sample> byName(List<Sample> samples) {
    Map<String, List<Sample>> byFile =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    sample -> ListedFiles.stem(String.valueOf(sample.image().getFileName()))));
    Map<String, Sample> byName = new HashMap<>();
    byFile.forEach(
        (name, alike) -> {
          if (alike.size() == 1) {
            byName.put(name, alike.get(0));
          }
        });
    samples.forEach(sample -> byName.put(sample.id(), sample));
    return byName;
  }

  private static @Nullable Sample find(String text, Map<String, Sample> byName) {
    String name = text.replace('\\', '/');
    Sample exact = byName.get(name);
    if (exact == null) {
      exact = byName.get(ListedFiles.stem(name));
    }
    while (exact == null && name.indexOf('/') >= 0) {
      name = name.substring(name.indexOf('/') + 1);
      exact = byName.getOrDefault(name, byName.get(ListedFiles.stem(name)));
    }
    return exact;
  }

  /** Whether both folders are there. */
  boolean exists() {
    return Files.isDirectory(images) && Files.isDirectory(masks);
  }
}
