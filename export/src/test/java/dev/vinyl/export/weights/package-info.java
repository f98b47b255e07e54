@NullMarked
package dev.vinyl.export.weights;

import org.jspecify.annotations.NullMarked;
