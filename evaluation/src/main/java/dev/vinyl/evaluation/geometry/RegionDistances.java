package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/** From each labelled patch of an image to each region: the sum of 1 - cosine over its patches. */
final class RegionDistances {
  private final int classes;
  private final int[] labels; // [N], IGNORE where there is none
  private final int[] sizes; // [classes], patches
  private final double[] sums; // [N, classes], without the patch itself

  private RegionDistances(int classes, int[] labels) {
    this.classes = classes;
    this.labels = labels;
    this.sizes = new int[classes];
    this.sums = new double[labels.length * classes];
  }

  static RegionDistances of(LabelledTokens image, int classes) {
    RegionDistances distances = new RegionDistances(classes, image.labels(classes));
    distances.add(image.tokens().cosines().values());
    return distances;
  }

  private void add(double[] cosines) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == ClassMask.IGNORE) {
        continue;
      }
      sizes[labels[i]]++;
      for (int j = 0; j < labels.length; j++) {
        if (labels[j] != ClassMask.IGNORE && j != i) {
          sums[i * classes + labels[j]] += 1 - cosines[i * labels.length + j];
        }
      }
    }
  }

  /** Over all pairs of patches of the same region; NaN if there is none. */
  double meanWithin() {
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != ClassMask.IGNORE) {
        sum += sums[i * classes + labels[i]];
        pairs += sizes[labels[i]] - 1;
      }
    }
    return sum / pairs;
  }

  /** Over all pairs of patches of different regions; NaN if there is none. */
  double meanAcross() {
    double sum = 0;
    long pairs = 0;
    int labelled = Arrays.stream(sizes).sum();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != ClassMask.IGNORE) {
        for (int c = 0; c < classes; c++) {
          sum += c == labels[i] ? 0 : sums[i * classes + c];
        }
        pairs += labelled - sizes[labels[i]];
      }
    }
    return sum / pairs;
  }

  /** Mean silhouette of all labelled patches; NaN of fewer than two regions. */
  double silhouette() {
    return meanSilhouette(-1);
  }

  /** Mean silhouette of the patches of a class; NaN if there is none, or no other region. */
  double silhouette(int classIndex) {
    return meanSilhouette(classIndex);
  }

  private double meanSilhouette(int onlyClass) {
    if (Arrays.stream(sizes).filter(size -> size > 0).count() < 2) {
      return Double.NaN;
    }
    double sum = 0;
    int patches = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != ClassMask.IGNORE && (onlyClass < 0 || labels[i] == onlyClass)) {
        sum += silhouetteOf(i);
        patches++;
      }
    }
    return sum / patches;
  }

  private double silhouetteOf(int patch) {
    int own = labels[patch];
    if (sizes[own] == 1) {
      return 0;
    }
    double inside = sums[patch * classes + own] / (sizes[own] - 1);
    double nearest = Double.POSITIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      if (c != own && sizes[c] > 0) {
        nearest = Math.min(nearest, sums[patch * classes + c] / sizes[c]);
      }
    }
    double larger = Math.max(inside, nearest);
    return larger > 0 ? (nearest - inside) / larger : 0;
  }
}
