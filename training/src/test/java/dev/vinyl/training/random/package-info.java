@NullMarked
package dev.vinyl.training.random;

import org.jspecify.annotations.NullMarked;
