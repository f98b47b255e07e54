@NullMarked
package dev.vinyl.training.stage;

import org.jspecify.annotations.NullMarked;
