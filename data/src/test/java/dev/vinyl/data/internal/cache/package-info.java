@NullMarked
package dev.vinyl.data.internal.cache;

import org.jspecify.annotations.NullMarked;
