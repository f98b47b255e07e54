@NullMarked
package dev.vinyl.data.arrow;

import org.jspecify.annotations.NullMarked;
