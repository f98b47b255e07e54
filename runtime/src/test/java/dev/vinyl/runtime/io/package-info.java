@NullMarked
package dev.vinyl.runtime.io;

import org.jspecify.annotations.NullMarked;
