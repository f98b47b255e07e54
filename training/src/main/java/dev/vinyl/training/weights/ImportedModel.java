package dev.vinyl.training.weights;

import dev.vinyl.export.vit.VitConfig;
import java.util.List;

/**
 * What was found in a file of weights, and is a run now.
 *
 * @param kind told by the names in the file
 * @param sizes of the encoder
 * @param classNames in the order of their indices; empty where it has none
 * @param parameters how many values there are in all tensors together
 * @param remarks on what was taken from the file, what was left in it, and what its names had
 *     before them; a line each
 */
public record ImportedModel(
    ModelKind kind,
    VitConfig sizes,
    List<String> classNames,
    long parameters,
    List<String> remarks) {

  /** Copies the lists. */
  public ImportedModel {
    classNames = List.copyOf(classNames);
    remarks = List.copyOf(remarks);
  }
}
