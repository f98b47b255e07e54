@NullMarked
package dev.vinyl.training.engine;

import org.jspecify.annotations.NullMarked;
