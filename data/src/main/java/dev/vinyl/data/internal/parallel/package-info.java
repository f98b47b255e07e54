/** Work on many images in several threads, whose results come as if one thread had done it. */
@NullMarked
package dev.vinyl.data.internal.parallel;

import org.jspecify.annotations.NullMarked;
