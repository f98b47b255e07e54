package dev.vinyl.training.example;

import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;

/** Greys a square at a random place (DeVries and Taylor, arXiv 1708.04552). */
record Cutout(int side) implements Augmentation {
  @Override
  public void apply(TrainingExample example, RandomStream random) {
    int left = random.nextInt(example.width() - side + 1);
    int top = random.nextInt(example.height() - side + 1);
    int plane = example.width() * example.height();
    for (int i = 0; i < side * side; i++) {
      int at = (top + i / side) * example.width() + left + i % side;
      for (int c = 0; c < 3; c++) {
        example.values()[c * plane + at] = 0.5f; // in 0..1, as all values are here
      }
    }
  }
}
