@NullMarked
package dev.vinyl.training.weights;

import org.jspecify.annotations.NullMarked;
