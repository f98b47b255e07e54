package dev.vinyl.training.stage;

import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.random.RandomStreams;
import java.nio.file.Path;

/**
 * What a stage needs to know of the run that it is in.
 *
 * @param images folder for images to look at
 * @param streams of the run's seed
 * @param listener hears of such images
 */
record RunContext(Path images, RandomStreams streams, TrainingListener listener) {}
