@NullMarked
package dev.vinyl.runtime.arrow;

import org.jspecify.annotations.NullMarked;
