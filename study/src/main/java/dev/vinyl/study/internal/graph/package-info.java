/** Steps that depend on each other: their identities, what is kept of them, who runs when. */
@NullMarked
package dev.vinyl.study.internal.graph;

import org.jspecify.annotations.NullMarked;
