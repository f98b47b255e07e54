package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayDeque;
import java.util.Deque;

/** Connected components once more, by flooding from pixel to pixel. */
final class FloodFill {
  private FloodFill() {}

  /** [H, W]: 0 where the mask has another class, else the number of the component, from 1. */
  static int[] label(ClassMask mask, int classIndex) {
    int width = mask.width();
    int height = mask.height();
    int[] labels = new int[width * height];
    int components = 0;
    for (int start = 0; start < labels.length; start++) {
      if (labels[start] != 0 || mask.classes()[start] != classIndex) {
        continue;
      }
      components++;
      labels[start] = components;
      Deque<Integer> open = new ArrayDeque<>();
      open.add(start);
      while (!open.isEmpty()) {
        int at = open.remove();
        for (int y = Math.max(0, at / width - 1); y <= Math.min(height - 1, at / width + 1); y++) {
          for (int x = Math.max(0, at % width - 1); x <= Math.min(width - 1, at % width + 1); x++) {
            int next = y * width + x;
            if (labels[next] == 0 && mask.classes()[next] == classIndex) {
              labels[next] = components;
              open.add(next);
            }
          }
        }
      }
    }
    return labels;
  }
}
