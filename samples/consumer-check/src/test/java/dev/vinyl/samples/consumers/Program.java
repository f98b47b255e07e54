package dev.vinyl.samples.consumers;

import java.nio.file.Path;
import java.util.Locale;

/** A module and its README's program, in the order in which one needs what another writes. */
enum Program {
  TRAINING("TrainPets"),
  EXPORT("ExportPets"),
  EVALUATION("EvaluatePets");

  static final String VERSION = System.getProperty("vinyl.version", "");

  private final String mainClass;

  Program(String mainClass) {
    this.mainClass = mainClass;
  }

  String module() {
    return name().toLowerCase(Locale.ROOT);
  }

  String qualifiedName() {
    return "dev.vinyl.%s.example.%s".formatted(module(), mainClass);
  }

  /** Where a project has it, below the folder of its sources. */
  String file() {
    return qualifiedName().replace('.', '/') + ".java";
  }

  /** The program, below Vinyl's folder. */
  Path source(Path root) {
    return root.resolve(module()).resolve("src/test/java").resolve(file());
  }

  String artifact() {
    return "dev.vinyl:vinyl-" + module() + ":" + VERSION;
  }
}
