package dev.vinyl.study.internal.graph;

import java.util.List;

/**
 * Something that is done once, such as a training.
 *
 * @param name for people, unique in its graph, such as {@code finetune/45000/none/250/seed-1}
 * @param kind what is done, such as {@code finetune}
 * @param identity see {@link Identity}
 * @param inputs names of the steps that it begins with
 */
public record Step(String name, String kind, String identity, List<String> inputs) {
  private static final int SHOWN_DIGITS = 16;

  /** Takes a copy. */
  public Step {
    inputs = List.copyOf(inputs);
  }

  /** The name of its folder: kind and the beginning of its identity. */
  public String folderName() {
    return kind + "-" + identity.substring(0, SHOWN_DIGITS);
  }
}
