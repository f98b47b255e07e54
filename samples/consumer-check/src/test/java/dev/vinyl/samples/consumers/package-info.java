/** Projects that know Vinyl by its installed artifacts alone. */
@NullMarked
package dev.vinyl.samples.consumers;

import org.jspecify.annotations.NullMarked;
