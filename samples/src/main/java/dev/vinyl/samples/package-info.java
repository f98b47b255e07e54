/** Programs for embedders to copy: each is one class that stands alone. */
@NullMarked
package dev.vinyl.samples;

import org.jspecify.annotations.NullMarked;
