@NullMarked
package dev.vinyl.training.data;

import org.jspecify.annotations.NullMarked;
