@NullMarked
package dev.vinyl.training.internal.loop;

import org.jspecify.annotations.NullMarked;
