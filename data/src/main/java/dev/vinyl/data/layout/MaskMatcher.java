package dev.vinyl.data.layout;

import dev.vinyl.data.Problem;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Finds the mask of each image by its name: the same name without ending, else one that differs in
 * upper and lower case or in how accents are encoded, else one that differs by a usual word before
 * or behind it, such as {@code _mask} or {@code gt_}. Folders inside the folders must be the same.
 */
final class MaskMatcher {
  /** Endings of masks, the best first: what does not keep values exactly comes last. */
  private static final List<String> ENDINGS =
      List.of("png", "tif", "tiff", "bmp", "gif", "webp", "jpg", "jpeg");

  private static final List<String> MASK_SUFFIXES =
      List.of(
          "_mask",
          "_masks",
          "_gt",
          "_label",
          "_labels",
          "_seg",
          "_segmentation",
          "_annotation",
          "_annotated",
          "_groundtruth",
          "_trimap",
          "_l");
  private static final List<String> MASK_PREFIXES =
      List.of("mask_", "gt_", "label_", "labels_", "seg_", "segmentation_", "groundtruth_");
  private static final List<String> IMAGE_SUFFIXES =
      List.of("_image", "_img", "_rgb", "_sat", "_photo", "_leftimg8bit");
  private static final List<String> IMAGE_PREFIXES = List.of("image_", "img_", "rgb_", "photo_");

  private final Path images;
  private final Path masks;
  private final Map<String, String> pairs = new HashMap<>();
  private final List<String> imageNames;
  private final Set<String> freeImages;
  private final Set<String> freeMasks;
  private final Consumer<Problem> doubts;

  /**
   * A matcher of files.
   *
   * @param images the folder of the images
   * @param imageNames their paths below it, in order
   * @param masks the folder of the masks
   * @param maskNames their paths below it
   * @param doubts told of images without mask, masks without image, and what fits several
   */
  MaskMatcher(
      Path images,
      List<String> imageNames,
      Path masks,
      List<String> maskNames,
      Consumer<Problem> doubts) {
    this.images = images;
    this.masks = masks;
    this.imageNames = imageNames;
    this.freeImages = new LinkedHashSet<>(imageNames);
    this.freeMasks = new LinkedHashSet<>(maskNames);
    this.doubts = doubts;
  }

  /** Matches files by their names; the mask of each image that has one, in the images' order. */
  Map<String, String> byName() {
    pair(ListedFiles::stem, ListedFiles::stem);
    pair(MaskMatcher::alike, MaskMatcher::alike);
    pair(
        path -> without(alike(path), IMAGE_PREFIXES, IMAGE_SUFFIXES),
        path -> without(alike(path), MASK_PREFIXES, MASK_SUFFIXES));
    tellOthers();
    return inOrder();
  }

  /**
   * Matches files by ids; as {@link #byName}.
   *
   * @param imageId the id in an image's path
   * @param maskId the id in a mask's path
   */
  Map<String, String> byId(UnaryOperator<String> imageId, UnaryOperator<String> maskId) {
    pair(imageId, maskId);
    tellOthers();
    return inOrder();
  }

  private Map<String, String> inOrder() {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String image : imageNames) {
      String mask = pairs.get(image);
      if (mask != null) {
        ordered.put(image, mask);
      }
    }
    return ordered;
  }

  /** Whether a file may be a mask by its ending. */
  static boolean hasMaskName(String path) {
    return ENDINGS.contains(ending(path));
  }

  private void pair(UnaryOperator<String> imageKey, UnaryOperator<String> maskKey) {
    Map<String, List<String>> byKey = grouped(freeMasks, maskKey);
    grouped(freeImages, imageKey)
        .forEach(
            (key, alike) -> {
              List<String> candidates = best(byKey.getOrDefault(key, List.of()));
              if (candidates.isEmpty()) {
                return;
              }
              freeImages.removeAll(alike);
              freeMasks.removeAll(byKey.get(key));
              if (candidates.size() > 1) {
                doubts.accept(
                    Problem.of(
                        Problem.Kind.DUPLICATE_NAME,
                        images.resolve(alike.get(0)),
                        "has several masks, %s and %s; keep one"
                            .formatted(
                                masks.resolve(candidates.get(0)),
                                masks.resolve(candidates.get(1)))));
              } else if (alike.size() > 1) {
                doubts.accept(
                    Problem.of(
                        Problem.Kind.DUPLICATE_NAME,
                        masks.resolve(candidates.get(0)),
                        "belongs to several images, %s and %s; keep one"
                            .formatted(
                                images.resolve(alike.get(0)), images.resolve(alike.get(1)))));
              } else {
                pairs.put(alike.get(0), candidates.get(0));
              }
            });
  }

  private static Map<String, List<String>> grouped(Set<String> paths, UnaryOperator<String> key) {
    Map<String, List<String>> grouped = new LinkedHashMap<>();
    for (String path : paths) {
      grouped.computeIfAbsent(key.apply(path), k -> new ArrayList<>(1)).add(path);
    }
    return grouped;
  }

  /** Of one mask in several formats that which keeps values exactly. */
  private static List<String> best(List<String> candidates) {
    if (candidates.size() < 2) {
      return candidates;
    }
    TreeMap<Integer, List<String>> byRank = new TreeMap<>();
    for (String candidate : candidates) {
      byRank
          .computeIfAbsent(ENDINGS.indexOf(ending(candidate)), k -> new ArrayList<>())
          .add(candidate);
    }
    return byRank.firstEntry().getValue();
  }

  private void tellOthers() {
    for (String image : freeImages) {
      doubts.accept(
          Problem.of(
              Problem.Kind.MISSING_MASK,
              images.resolve(image),
              "no mask for it in %s; add one or remove the image".formatted(masks)));
    }
    for (String mask : freeMasks) {
      doubts.accept(
          Problem.of(
              Problem.Kind.MISSING_IMAGE,
              masks.resolve(mask),
              "no image for it in %s; add one or remove the mask".formatted(images)));
    }
  }

  private static String alike(String path) {
    return Normalizer.normalize(ListedFiles.stem(path), Normalizer.Form.NFC)
        .toLowerCase(Locale.ROOT);
  }

  /** The name without the word before it and the one behind it, in its folder. */
  private static String without(String stem, List<String> prefixes, List<String> suffixes) {
    int slash = stem.lastIndexOf('/') + 1;
    String name = stem.substring(slash);
    for (String prefix : prefixes) {
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        name = name.substring(prefix.length());
        break;
      }
    }
    for (String suffix : suffixes) {
      String dashed = suffix.replace('_', '-');
      if ((name.endsWith(suffix) || name.endsWith(dashed)) && name.length() > suffix.length()) {
        name = name.substring(0, name.length() - suffix.length());
        break;
      }
    }
    return stem.substring(0, slash) + name;
  }

  private static String ending(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
