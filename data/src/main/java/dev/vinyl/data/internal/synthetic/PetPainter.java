package dev.vinyl.data.internal.synthetic;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;

/** Paints the images of one synthetic set. Immutable and thread-safe. */
public final class PetPainter {
  /** Half the width of the border band of a trimap, in image widths. */
  private static final double BORDER = 3.5 / 160;

  private final long seed;
  private final int size;

  /**
   * An image and its trimap.
   *
   * @param breed of the animal
   * @param image the image, square
   * @param trimap 1 pet, 2 background, 3 border, of the same size
   */
  public record Painting(Breed breed, RgbImage image, ClassMask trimap) {}

  /**
   * A painter.
   *
   * @param seed of the whole set
   * @param size of every image, in pixels
   */
  public PetPainter(long seed, int size) {
    this.seed = seed;
    this.size = size;
  }

  /** The breed of an image; they take turns. */
  public static Breed breed(int index) {
    return Breed.ALL.get(index % Breed.ALL.size());
  }

  /** Paints one image; it depends on seed, size and index alone. */
  public Painting paint(int index) {
    Dice dice = new Dice(Hash.of(seed, index));
    Breed breed = breed(index);
    Scene scene = Scene.draw(breed, dice);
    Camera camera = new Camera(dice);
    double[] outline = outline(scene);
    boolean[] inside = new boolean[size * size];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = outline[i] < 0;
    }
    ClassMask trimap = TrimapMaker.of(inside, size, Math.max(1.5, BORDER * size));
    return new Painting(breed, camera.take(colors(scene, outline), size), trimap);
  }

  private double[] outline(Scene scene) {
    double[] outline = new double[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        outline[row * size + column] = scene.outline(center(column), center(row));
      }
    }
    return outline;
  }

  private Rgb[] colors(Scene scene, double[] outline) {
    int shiftX = (int) Math.round(scene.shadowX() * size);
    int shiftY = (int) Math.round(scene.shadowReach() * size);
    Rgb[] colors = new Rgb[size * size];
    for (int row = 0; row < size; row++) {
      int shadowRow = Math.max(0, row - shiftY);
      for (int column = 0; column < size; column++) {
        int shadowColumn = Math.max(0, Math.min(size - 1, column + shiftX));
        double shadow = scene.shadow(outline[shadowRow * size + shadowColumn]);
        int i = row * size + column;
        colors[i] = scene.color(center(column), center(row), outline[i], shadow, 1.0 / size);
      }
    }
    return colors;
  }

  /** The middle of a row or column, in image widths. */
  private double center(int index) {
    return (index + 0.5) / size;
  }
}
