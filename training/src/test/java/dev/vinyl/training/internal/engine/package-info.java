@NullMarked
package dev.vinyl.training.internal.engine;

import org.jspecify.annotations.NullMarked;
