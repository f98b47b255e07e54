package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted k nearest neighbours: a patch's tokens are compared by cosine with those of all labelled
 * patches of the bank, and each of the k most similar votes for its class with exp(similarity /
 * temperature), as for images in Wu et al. 2018 and DINO. A class's score is its share of the
 * votes.
 *
 * <p>Of equally similar patches of the bank the first ones count. Where the bank has fewer than k
 * patches, all of them vote; where it has none, every score is 0. A token of length 0 has the
 * similarity 0 with all.
 *
 * <p>The bank is read image by image, once for each call of {@link #scores}, and never held.
 */
final class NearestNeighbours implements PatchClassifier {
  /** What the field uses. */
  static final int STANDARD_NEIGHBOURS = 20;

  /** What the field uses. */
  static final double STANDARD_TEMPERATURE = 0.07;

  /** Of a part of the bank, so that it stays in a core's cache: 700 KB. */
  private static final int PART_FLOATS = 180_000;

  private static final int LEAST_PART = 256;

  private final LabelledTokens.Source bank;
  private final int classes;
  private final int neighbours;
  private final double temperature;

  /**
   * Over a bank.
   *
   * @param classes how many classes there are, 1..255
   * @param neighbours how many vote, at least 1
   * @param temperature above 0
   */
  NearestNeighbours(LabelledTokens.Source bank, int classes, int neighbours, double temperature) {
    if (neighbours < 1 || !(temperature > 0)) {
      throw new IllegalArgumentException(
          "at least 1 neighbour and a temperature above 0, got %d and %s"
              .formatted(neighbours, temperature));
    }
    this.bank = bank;
    this.classes = classes;
    this.neighbours = neighbours;
    this.temperature = temperature;
  }

  @Override
  public List<float[]> scores(List<PatchTokens> images) {
    int dimension = images.get(0).dimension();
    int patches = images.stream().mapToInt(PatchTokens::patches).sum();
    float[] queries = new float[Math.multiplyExact(patches, dimension)];
    int start = 0;
    for (PatchTokens image : images) {
      image.requireDimension(dimension);
      normalize(image.values(), image.patches(), dimension, queries, start);
      start += image.patches();
    }
    Nearest nearest = new Nearest(patches, neighbours);
    BankImage part = new BankImage(dimension);
    for (int i = 0; i < bank.images(); i++) {
      part.load(bank.image(i));
      while (part.next()) {
        for (int query = 0; query < patches; query++) {
          part.compare(queries, query * dimension);
          nearest.add(query, part);
        }
      }
    }
    return votes(images, nearest);
  }

  private List<float[]> votes(List<PatchTokens> images, Nearest nearest) {
    List<float[]> votes = new ArrayList<>();
    int query = 0;
    for (PatchTokens image : images) {
      float[] own = new float[classes * image.patches()];
      for (int patch = 0; patch < image.patches(); patch++) {
        nearest.vote(query++, temperature, own, patch, image.patches());
      }
      votes.add(own);
    }
    return votes;
  }

  /** Takes tokens to length 1, from a place of the target on that is counted in tokens. */
  private static void normalize(
      float[] tokens, int count, int dimension, float[] target, int place) {
    for (int token = 0; token < count; token++) {
      int from = token * dimension;
      double square = 0;
      for (int d = 0; d < dimension; d++) {
        square += (double) tokens[from + d] * tokens[from + d];
      }
      double factor = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (int d = 0; d < dimension; d++) {
        target[(place + token) * dimension + d] = (float) (tokens[from + d] * factor);
      }
    }
  }

  /**
   * The labelled tokens of one image of the bank after the other, in parts of equal width, and how
   * similar those of a part are to a query. Arrays are kept.
   */
  private final class BankImage {
    private final int dimension;
    private float[] tokens = {}; // [n, D], length 1
    private int[] labels = {}; // [n]
    private int count; // n
    private float[][] byDimension = {}; // [D][width], of the part
    private float[] similarities = {}; // [width]
    private int start; // of the part
    private int width;

    BankImage(int dimension) {
      this.dimension = dimension;
    }

    void load(LabelledTokens image) {
      image.tokens().requireDimension(dimension);
      int[] all = image.labels(classes);
      if (labels.length < all.length) {
        tokens = new float[all.length * dimension];
        int most = Math.min(all.length, Math.max(LEAST_PART, PART_FLOATS / dimension));
        byDimension = new float[dimension][most];
        similarities = new float[most];
        labels = new int[all.length];
      }
      normalize(image.tokens().values(), all.length, dimension, tokens, 0);
      count = 0;
      for (int patch = 0; patch < all.length; patch++) {
        if (all[patch] != ClassMask.IGNORE) {
          System.arraycopy(tokens, patch * dimension, tokens, count * dimension, dimension);
          labels[count++] = all[patch];
        }
      }
      start = 0;
      width = 0;
    }

    /** Goes on to the next part, if there is one. */
    boolean next() {
      start += width;
      int left = count - start;
      if (left == 0) {
        return false;
      }
      int parts = (left + similarities.length - 1) / similarities.length;
      width = (left + parts - 1) / parts;
      RowProduct.transpose(tokens, start, width, dimension, byDimension);
      return true;
    }

    void compare(float[] queries, int from) {
      RowProduct.multiply(queries, from, byDimension, dimension, width, similarities);
    }
  }

  /** The most similar patches of the bank that were seen so far, for each query in order. */
  private static final class Nearest {
    private final int most;
    private final float[] similarities; // [queries, most], descending
    private final int[] labels; // [queries, most]
    private final int[] found; // [queries]

    Nearest(int queries, int most) {
      this.most = most;
      similarities = new float[Math.multiplyExact(queries, most)];
      labels = new int[similarities.length];
      found = new int[queries];
    }

    void add(int query, BankImage part) {
      float[] candidates = part.similarities;
      int first = query * most;
      int last = first + most - 1;
      float least = found[query] == most ? similarities[last] : Float.NEGATIVE_INFINITY;
      for (int i = 0; i < part.width; i++) {
        if (candidates[i] > least) {
          insert(query, first, candidates[i], part.labels[part.start + i]);
          least = found[query] == most ? similarities[last] : Float.NEGATIVE_INFINITY;
        }
      }
    }

    /** Behind those that are as similar: they came first. */
    private void insert(int query, int first, float similarity, int label) {
      int place = first + Math.min(found[query], most - 1);
      while (place > first && similarities[place - 1] < similarity) {
        similarities[place] = similarities[place - 1];
        labels[place] = labels[place - 1];
        place--;
      }
      similarities[place] = similarity;
      labels[place] = label;
      found[query] = Math.min(most, found[query] + 1);
    }

    /** Writes each class's share of the votes on a query, [classes, patches]. */
    void vote(int query, double temperature, float[] shares, int patch, int patches) {
      int first = query * most;
      double[] weights = new double[found[query]];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.exp((similarities[first + i] - similarities[first]) / temperature);
      }
      double all = Arrays.stream(weights).sum();
      double[] byClass = new double[shares.length / patches];
      for (int i = 0; i < weights.length; i++) {
        byClass[labels[first + i]] += weights[i];
      }
      for (int c = 0; c < byClass.length; c++) {
        shares[c * patches + patch] = (float) (byClass[c] / Math.max(all, Double.MIN_VALUE));
      }
    }
  }
}
