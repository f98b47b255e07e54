/** What only Vinyl's own modules use; it may change at any time. */
@NullMarked
package dev.vinyl.nativeconfig.internal;

import org.jspecify.annotations.NullMarked;
