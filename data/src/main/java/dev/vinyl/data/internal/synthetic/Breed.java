package dev.vinyl.data.internal.synthetic;

import java.util.List;
import java.util.function.Function;

/**
 * A breed that is drawn: it has a coat, ears and a build of its own. As in the Oxford set, names of
 * cats begin with a capital letter.
 *
 * @param label the name that its images begin with
 * @param animal cat or dog
 * @param number in the lists, from 1
 * @param numberInSpecies among the breeds of its animal, from 1
 * @param ears what they look like
 * @param build its proportions
 * @param coats makes a coat; no two animals have the same
 */
public record Breed(
    String label,
    Animal animal,
    int number,
    int numberInSpecies,
    Ears ears,
    Build build,
    Function<Dice, Coat> coats) {

  /** All breeds in the order of their numbers. */
  public static final List<Breed> ALL =
      List.of(
          cat("Tabby", 1, Ears.POINTED, new Build(0.15, 0.85, 0.09, 0.02), Coat::striped),
          cat("Calico", 2, Ears.POINTED, new Build(0.12, 0.8, 0.1, 0.025), Coat::patched),
          cat("Smoke", 3, Ears.ROUND, new Build(0.08, 0.65, 0.2, 0.06), Coat::plain),
          dog("spotted", 1, Ears.HANGING, new Build(0.42, 1.1, 0.06, 0.015), Coat::spotted),
          dog("saddleback", 2, Ears.UPRIGHT, new Build(0.5, 1.05, 0.14, 0.04), Coat::saddled),
          dog("shaggy", 3, Ears.HANGING, new Build(0.35, 0.85, 0.17, 0.07), Coat::stranded));

  private static final int CATS = 3;

  /** The kinds of animal. */
  public enum Animal {
    /** Numbered before the dogs. */
    CAT,
    /** Numbered after the cats. */
    DOG
  }

  /** The shapes of ears. */
  public enum Ears {
    /** Narrowing to a point. */
    POINTED,
    /** Discs at the sides. */
    ROUND,
    /** Down over the cheeks. */
    HANGING,
    /** Long and upright. */
    UPRIGHT
  }

  /**
   * Proportions, in units of half a body.
   *
   * @param muzzle how far it stands out of the head, in profile
   * @param legs how long they are
   * @param tail how thick it is
   * @param roughness how far hair stands out of the outline
   */
  public record Build(double muzzle, double legs, double tail, double roughness) {}

  private static Breed cat(
      String label, int number, Ears ears, Build build, Function<Dice, Coat> coats) {
    return new Breed(label, Animal.CAT, number, number, ears, build, coats);
  }

  private static Breed dog(
      String label, int number, Ears ears, Build build, Function<Dice, Coat> coats) {
    return new Breed(label, Animal.DOG, CATS + number, number, ears, build, coats);
  }
}
