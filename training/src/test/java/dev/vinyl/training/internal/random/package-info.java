@NullMarked
package dev.vinyl.training.internal.random;

import org.jspecify.annotations.NullMarked;
