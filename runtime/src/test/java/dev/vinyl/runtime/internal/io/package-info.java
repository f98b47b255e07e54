@NullMarked
package dev.vinyl.runtime.internal.io;

import org.jspecify.annotations.NullMarked;
