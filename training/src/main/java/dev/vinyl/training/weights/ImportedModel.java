package dev.vinyl.training.weights;

import dev.vinyl.export.vit.VitConfig;
import java.util.List;

/**
 * What was found in a file of weights, and is a run now.
 *
 * @param kind told by the names in the file
 * @param sizes of the encoder
 * @param classNames in the order of their indices; empty where nothing is told apart
 * @param parameters how many values there are in all tensors together
 */
public record ImportedModel(
    ModelKind kind, VitConfig sizes, List<String> classNames, long parameters) {

  /** Copies the list. */
  public ImportedModel {
    classNames = List.copyOf(classNames);
  }
}
