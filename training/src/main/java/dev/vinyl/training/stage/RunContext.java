package dev.vinyl.training.stage;

import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.random.RandomStreams;
import java.nio.file.Path;

/**
 * What a stage needs to know of the run that it is in.
 *
 * @param pictures folder for pictures to look at
 * @param streams of the run's seed
 * @param listener hears of such pictures
 */
record RunContext(Path pictures, RandomStreams streams, TrainingListener listener) {}
