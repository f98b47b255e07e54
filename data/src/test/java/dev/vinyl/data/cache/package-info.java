@NullMarked
package dev.vinyl.data.cache;

import org.jspecify.annotations.NullMarked;
