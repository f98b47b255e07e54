package dev.vinyl.training.stage;

import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.Sha256;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The encoder that a stage begins with: what an earlier run trained.
 *
 * @param file its weights
 * @param weights under the names of an encoder by itself
 * @param origin for the record
 */
record FirstEncoder(Path file, ParameterSet weights, RunManifest.Origin origin) {

  /**
   * Reads it.
   *
   * @throws IOException if the folder is no run, or one whose training has not ended
   */
  static FirstEncoder of(Path folder) throws IOException {
    RunDirectory run = RunDirectory.open(folder);
    ParameterSet encoder = run.encoder();
    return new FirstEncoder(
        run.encoderFile(),
        encoder,
        new RunManifest.Origin(folder.toString(), Sha256.of(run.encoderFile())));
  }

  /**
   * Puts it in the place of the encoder in a model's parameters.
   *
   * @throws IOException if it is of another shape
   */
  ParameterSet over(ParameterSet drawn) throws IOException {
    List<Parameter> all = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(weights.names());
    for (Parameter parameter : drawn) {
      if (!parameter.name().startsWith(TrainableModel.ENCODER_PREFIX)) {
        all.add(parameter);
        continue;
      }
      String name = parameter.name().substring(TrainableModel.ENCODER_PREFIX.length());
      left.remove(name);
      Optional<Parameter> given = weights.find(name);
      if (given.isEmpty()) {
        problems.add(name + " is missing");
      } else if (!Arrays.equals(given.get().shape(), parameter.shape())) {
        problems.add(given.get() + " instead of " + Arrays.toString(parameter.shape()));
      } else {
        all.add(given.get().renamed(parameter.name()));
      }
    }
    left.forEach(name -> problems.add(name + " has no place in it"));
    if (!problems.isEmpty()) {
      throw new IOException(
          "%s: does not fit the model: %s%s; set the model's sizes to those of the run to begin with"
              .formatted(
                  file,
                  problems.get(0),
                  problems.size() > 1 ? " and %d more".formatted(problems.size() - 1) : ""));
    }
    return ParameterSet.of(all);
  }
}
