package dev.vinyl.export.inference;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What an export came to.
 *
 * @param bytes size of the file
 * @param parameters number of weights in it
 * @param images how many images it was compared on
 * @param comparisons one for each output
 */
public record ExportReport(long bytes, long parameters, int images, List<Comparison> comparisons) {

  /** Copies the list. */
  public ExportReport {
    comparisons = List.copyOf(comparisons);
  }

  /**
   * How far an exported model's output is from that of the weights as they were trained.
   *
   * @param output its name in the file
   * @param largestDifference of any value
   * @param relativeError norm of all differences over the norm of all values
   * @param agreement share of pixels that get the same class, for a segmenter's output
   */
  public record Comparison(
      String output, double largestDifference, double relativeError, OptionalDouble agreement) {

    /** The same under another name. */
    Comparison named(String other) {
      return new Comparison(other, largestDifference, relativeError, agreement);
    }

    /** Compares finite values. */
    static Comparison of(String output, float[] wanted, float[] found, OptionalDouble agreement) {
      if (wanted.length != found.length) {
        throw new IllegalStateException(
            "%s has %d values and should have %d".formatted(output, found.length, wanted.length));
      }
      double largest = 0;
      double difference = 0;
      double norm = 0;
      for (int i = 0; i < wanted.length; i++) {
        double d = Math.abs((double) found[i] - wanted[i]);
        largest = Math.max(largest, d);
        difference += d * d;
        norm += (double) wanted[i] * wanted[i];
      }
      double error = difference == 0 ? 0 : Math.sqrt(difference / norm);
      return new Comparison(output, largest, error, agreement);
    }

    /** Whether it is near enough. */
    boolean isWithin(double largestError, double smallestAgreement) {
      return relativeError <= largestError
          && (agreement.isEmpty() || agreement.getAsDouble() >= smallestAgreement);
    }

    /** One line for people. */
    @Override
    public String toString() {
      String text =
          String.format(
              Locale.ROOT,
              "%s: largest difference %.1e, relative error %.1e",
              output,
              largestDifference,
              relativeError);
      return agreement.isEmpty()
          ? text
          : text
              + String.format(Locale.ROOT, ", same class %.3f %%", 100 * agreement.getAsDouble());
    }
  }
}
