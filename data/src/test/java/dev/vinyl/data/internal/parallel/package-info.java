@NullMarked
package dev.vinyl.data.internal.parallel;

import org.jspecify.annotations.NullMarked;
