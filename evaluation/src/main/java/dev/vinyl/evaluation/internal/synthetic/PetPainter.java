package dev.vinyl.evaluation.internal.synthetic;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;

/** Paints the pictures of one synthetic set. Immutable and thread-safe. */
public final class PetPainter {
  /** Half the width of the border band of a trimap, in picture widths. */
  private static final double BORDER = 3.5 / 160;

  private final long seed;
  private final int size;

  /**
   * A picture and its trimap.
   *
   * @param breed of the animal
   * @param image the picture, square
   * @param trimap 1 pet, 2 background, 3 border, of the same size
   */
  public record Painting(Breed breed, RgbImage image, ClassMask trimap) {}

  /**
   * A painter.
   *
   * @param seed of the whole set
   * @param size of every picture, in pixels
   */
  public PetPainter(long seed, int size) {
    this.seed = seed;
    this.size = size;
  }

  /** The breed of a picture; they take turns. */
  public static Breed breed(int index) {
    return Breed.ALL.get(index % Breed.ALL.size());
  }

  /** Paints one picture; it depends on seed, size and index alone. */
  public Painting paint(int index) {
    Dice dice = new Dice(Hash.of(seed, index));
    Breed breed = breed(index);
    Scene scene = Scene.draw(breed, dice);
    Camera camera = new Camera(dice);
    Rgb[] colors = new Rgb[size * size];
    boolean[] inside = new boolean[size * size];
    double pixel = 1.0 / size;
    for (int i = 0; i < colors.length; i++) {
      int column = i % size;
      int row = i / size;
      double x = (column + 0.5) * pixel;
      double y = (row + 0.5) * pixel;
      double distance = scene.outline(x, y);
      inside[i] = distance < 0;
      colors[i] = scene.color(x, y, distance, pixel);
    }
    ClassMask trimap = TrimapMaker.of(inside, size, Math.max(1.5, BORDER * size));
    return new Painting(breed, camera.take(colors, size), trimap);
  }
}
