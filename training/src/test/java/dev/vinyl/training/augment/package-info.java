@NullMarked
package dev.vinyl.training.augment;

import org.jspecify.annotations.NullMarked;
