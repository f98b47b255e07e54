package dev.vinyl.data.internal.synthetic;

import dev.vinyl.runtime.image.ClassMask;

/**
 * Turns a silhouette into a trimap: 1 pet, 2 background, 3 for a band on both sides of the edge.
 */
final class TrimapMaker {
  private static final byte PET = 1;
  private static final byte BACKGROUND = 2;
  private static final byte BORDER = 3;

  private TrimapMaker() {}

  /**
   * Marks as border what lies within {@code radius} pixels of a pixel of the other side.
   *
   * @param inside {@code size * size} values, row by row
   */
  static ClassMask of(boolean[] inside, int size, double radius) {
    byte[] values = new byte[inside.length];
    for (int i = 0; i < inside.length; i++) {
      if (nearEdge(inside, size, i % size, i / size, radius)) {
        values[i] = BORDER;
      } else {
        values[i] = inside[i] ? PET : BACKGROUND;
      }
    }
    return new ClassMask(size, size, values);
  }

  private static boolean nearEdge(boolean[] inside, int size, int x, int y, double radius) {
    int reach = (int) radius;
    boolean own = inside[y * size + x];
    for (int v = Math.max(0, y - reach); v <= Math.min(size - 1, y + reach); v++) {
      for (int u = Math.max(0, x - reach); u <= Math.min(size - 1, x + reach); u++) {
        int distanceSquared = (u - x) * (u - x) + (v - y) * (v - y);
        if (inside[v * size + u] != own && distanceSquared <= radius * radius) {
          return true;
        }
      }
    }
    return false;
  }
}
