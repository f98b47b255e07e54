@NullMarked
package dev.vinyl.training.internal.augment;

import org.jspecify.annotations.NullMarked;
