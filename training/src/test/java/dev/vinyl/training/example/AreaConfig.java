package dev.vinyl.training.example;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vinyl.training.stage.StageConfig;

/**
 * The settings of {@link AreaRegression}: what all stages share, and a key of its own.
 *
 * @param classIndex whose area is learned
 */
record AreaConfig(StageConfig common, @JsonProperty("area.class") int classIndex) {}
