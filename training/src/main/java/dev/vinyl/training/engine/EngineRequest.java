package dev.vinyl.training.engine;

import dev.vinyl.export.artifact.AdamW;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.ParameterSet;
import java.nio.file.Path;

/**
 * What an engine is made for.
 *
 * @param model writes the graph with its loss; the inputs of a step come in the order in which it
 *     declares them
 * @param initial a value for every parameter that the model declares
 * @param optimizer constants of the optimizer
 * @param folder an empty folder for the engine's own files; it is deleted after the engine is
 *     closed
 */
public record EngineRequest(
    TrainableModel model, ParameterSet initial, AdamW optimizer, Path folder) {}
