@NullMarked
package dev.vinyl.training.tensorboard;

import org.jspecify.annotations.NullMarked;
