@NullMarked
package dev.vinyl.data.parallel;

import org.jspecify.annotations.NullMarked;
