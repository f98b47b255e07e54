@NullMarked
package dev.vinyl.training.internal.tensorboard;

import org.jspecify.annotations.NullMarked;
