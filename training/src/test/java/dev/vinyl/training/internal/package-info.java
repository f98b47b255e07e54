@NullMarked
package dev.vinyl.training.internal;

import org.jspecify.annotations.NullMarked;
