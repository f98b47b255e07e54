@NullMarked
package dev.vinyl.data.internal.arrow;

import org.jspecify.annotations.NullMarked;
