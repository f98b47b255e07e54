package dev.vinyl.export.inference;

import java.util.List;

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
}
