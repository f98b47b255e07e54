@NullMarked
package dev.vinyl.evaluation.arrow;

import org.jspecify.annotations.NullMarked;
