@NullMarked
package dev.vinyl.training.loop;

import org.jspecify.annotations.NullMarked;
