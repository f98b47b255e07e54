package dev.vinyl.training.stage;

import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.loop.DataDescription;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights that a stage begins with: the encoder that an earlier run trained, and its head if
 * asked.
 *
 * @param file the encoder's
 * @param weights under the names of a model
 * @param withHead whether the head is among them
 * @param sizes of the encoder
 * @param origin for the record
 */
record InitialWeights(
    Path file, ParameterSet weights, boolean withHead, VitConfig sizes, RunManifest.Origin origin) {
  private static final Logger log = LoggerFactory.getLogger(InitialWeights.class);

  /**
   * Reads an encoder.
   *
   * @throws IOException if the folder is no run, or one whose training has not ended
   */
  static InitialWeights encoder(Path folder) throws IOException {
    RunDirectory run = RunDirectory.open(folder);
    ParameterSet encoder = run.encoder().renamed(name -> TrainableModel.ENCODER_PREFIX + name);
    return new InitialWeights(
        run.encoderFile(),
        encoder,
        false,
        StageConfig.of(run).model(),
        new RunManifest.Origin(folder.toString(), Sha256.hex(run.encoderFile())));
  }

  /**
   * Reads an encoder and its head.
   *
   * @param stage that they are for
   * @param data that they will be trained on
   * @throws IOException as {@link #encoder}, and if the head is of another stage or other classes
   */
  static InitialWeights withHead(Path folder, String stage, DataDescription data)
      throws IOException {
    InitialWeights encoder = encoder(folder);
    RunDirectory run = RunDirectory.open(folder);
    RunManifest manifest = run.manifest();
    if (!manifest.stage().equals(stage)) {
      throw new IOException(
          "%s: its head is of the stage %s and not of %s; take its encoder alone"
              .formatted(folder, manifest.stage(), stage));
    }
    if (!manifest.data().classNames().equals(data.classNames())) {
      throw new IOException(
          "%s: its head has the classes %s, the data has %s; take its encoder alone"
              .formatted(
                  folder,
                  String.join(", ", manifest.data().classNames()),
                  String.join(", ", data.classNames())));
    }
    return new InitialWeights(
        encoder.file(),
        encoder.weights().and(run.head()),
        true,
        encoder.sizes(),
        new RunManifest.Origin(
            folder.toString(), encoder.origin().sha256() + "+" + Sha256.hex(run.headFile())));
  }

  /**
   * The same for images of another size: the position embedding is {@linkplain PositionResampling
   * resampled}, and the origin says so.
   *
   * @throws IOException if the model cuts images into patches of another size
   */
  InitialWeights fitted(VitConfig model) throws IOException {
    if (model.patchSize() != sizes.patchSize()) {
      throw new IOException(
          "%s: was trained on patches of %d pixels, and the model's have %d; set model.patchSize=%d"
              .formatted(file, sizes.patchSize(), model.patchSize(), sizes.patchSize()));
    }
    ParameterSet resized =
        PositionResampling.resize(weights, TrainableModel.ENCODER_PREFIX, sizes, model);
    if (resized == weights) {
      return this;
    }
    String change = PositionResampling.described(sizes, model);
    log.info("{}: its position embedding is {}", file, change);
    return new InitialWeights(
        file,
        resized,
        withHead,
        model,
        new RunManifest.Origin(origin.run(), origin.sha256(), change));
  }

  /**
   * Puts them in the place of a model's drawn parameters.
   *
   * @throws IOException if one is of another shape
   */
  ParameterSet over(ParameterSet drawn) throws IOException {
    List<Parameter> all = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(weights.names());
    for (Parameter parameter : drawn) {
      String name = parameter.name();
      if (!withHead && !name.startsWith(TrainableModel.ENCODER_PREFIX)) {
        all.add(parameter);
        continue;
      }
      left.remove(name);
      Optional<Parameter> given = weights.find(name);
      if (given.isEmpty()) {
        problems.add(shown(name) + " is missing");
      } else if (!Arrays.equals(given.get().shape(), parameter.shape())) {
        Parameter other = given.get().renamed(shown(name));
        problems.add(other + " instead of " + Arrays.toString(parameter.shape()));
      } else {
        all.add(given.get());
      }
    }
    left.forEach(name -> problems.add(shown(name) + " has no place in it"));
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

  /** As in the file. */
  private static String shown(String name) {
    return name.startsWith(TrainableModel.ENCODER_PREFIX)
        ? name.substring(TrainableModel.ENCODER_PREFIX.length())
        : name;
  }
}
