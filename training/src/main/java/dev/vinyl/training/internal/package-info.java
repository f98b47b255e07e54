/** What several packages of training share and nobody else needs. */
@NullMarked
package dev.vinyl.training.internal;

import org.jspecify.annotations.NullMarked;
