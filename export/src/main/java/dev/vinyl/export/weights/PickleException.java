package dev.vinyl.export.weights;

import java.io.IOException;

/** A pickle that is damaged, or asks for what a file of weights has no use for. */
final class PickleException extends IOException {
  PickleException(String problem) {
    super(problem);
  }
}
