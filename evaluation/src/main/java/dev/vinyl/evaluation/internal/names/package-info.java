/** What reports call models, and numbers that follow from names and from nothing else. */
@NullMarked
package dev.vinyl.evaluation.internal.names;

import org.jspecify.annotations.NullMarked;
