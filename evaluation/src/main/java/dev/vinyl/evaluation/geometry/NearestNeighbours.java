package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.internal.model.MatrixProduct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
 * <p>The bank is read image by image, once for each call of {@link #scores}, and never held: a call
 * takes 4 bytes for each number of a query, 8 for each of its neighbours, and some megabytes.
 *
 * <p>The similarity of two patches has the same bits whatever other queries there are. {@value
 * #BANK} patches of the bank at a time are compared with {@value #QUERIES} queries, so that the
 * products stay in a core's cache.
 */
final class NearestNeighbours implements PatchClassifier {
  /** What the field uses. */
  static final int STANDARD_NEIGHBOURS = 20;

  /** What the field uses. */
  static final double STANDARD_TEMPERATURE = 0.07;

  private static final int BANK = 1024;
  private static final int QUERIES = 512;

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
    FloatBuffer queries = buffer(Math.max(2, patches), dimension); // of one row it is another sum
    for (PatchTokens image : images) {
      image.requireDimension(dimension);
      for (int patch = 0; patch < image.patches(); patch++) {
        normalize(image.values(), patch, dimension, queries);
      }
    }
    Nearest nearest = new Nearest(patches, neighbours);
    try (MatrixProduct products = new MatrixProduct()) {
      Comparison comparison = new Comparison(products, queries, dimension, nearest);
      for (int i = 0; i < bank.images(); i++) {
        comparison.add(bank.image(i));
      }
      comparison.finish();
    }
    return votes(images, nearest);
  }

  private static FloatBuffer buffer(int rows, int columns) {
    return ByteBuffer.allocateDirect(
            Math.multiplyExact(Float.BYTES, Math.multiplyExact(rows, columns)))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
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

  /** Puts a token of length 1 behind what is there. */
  private static void normalize(float[] tokens, int token, int dimension, FloatBuffer target) {
    int from = token * dimension;
    double square = 0;
    for (int d = 0; d < dimension; d++) {
      square += (double) tokens[from + d] * tokens[from + d];
    }
    double factor = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (int d = 0; d < dimension; d++) {
      target.put((float) (tokens[from + d] * factor));
    }
  }

  /** Compares the labelled patches of the bank with all queries, so many at a time. */
  private final class Comparison {
    private final MatrixProduct products;
    private final FloatBuffer queries; // [n, D], n at least 2
    private final int dimension;
    private final Nearest nearest;
    private final FloatBuffer tokens; // [BANK, D], length 1
    private final int[] labels = new int[BANK];
    private final FloatBuffer similarities = buffer(QUERIES, BANK);
    private final float[] row = new float[BANK]; // of them
    private int count;

    Comparison(MatrixProduct products, FloatBuffer queries, int dimension, Nearest nearest) {
      this.products = products;
      this.queries = queries;
      this.dimension = dimension;
      this.nearest = nearest;
      this.tokens = buffer(BANK, dimension);
    }

    void add(LabelledTokens image) {
      image.tokens().requireDimension(dimension);
      int[] all = image.labels(classes);
      for (int patch = 0; patch < all.length; patch++) {
        if (all[patch] != ClassMask.IGNORE) {
          normalize(image.tokens().values(), patch, dimension, tokens);
          labels[count++] = all[patch];
          if (count == BANK) {
            finish();
          }
        }
      }
    }

    /** Compares what is held, and forgets it. */
    void finish() {
      int rows = queries.capacity() / dimension;
      int parts = (rows + QUERIES - 1) / QUERIES; // of equal size, so that none is of one row
      for (int part = 0; part < parts && count > 0; part++) {
        int start = (int) ((long) rows * part / parts);
        int end = (int) ((long) rows * (part + 1) / parts);
        products.ofRows(
            queries.position(start * dimension),
            end - start,
            tokens.rewind(),
            count,
            dimension,
            similarities);
        for (int query = start; query < Math.min(end, nearest.queries()); query++) {
          similarities.get((query - start) * count, row, 0, count);
          nearest.add(query, row, labels, count);
        }
      }
      tokens.clear();
      count = 0;
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

    int queries() {
      return found.length;
    }

    void add(int query, float[] candidates, int[] candidateLabels, int count) {
      int first = query * most;
      int last = first + most - 1;
      float least = found[query] == most ? similarities[last] : Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        if (candidates[i] > least) {
          insert(query, first, candidates[i], candidateLabels[i]);
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
