/** What several packages of this module need and nobody else should use. */
@NullMarked
package dev.vinyl.evaluation.internal;

import org.jspecify.annotations.NullMarked;
