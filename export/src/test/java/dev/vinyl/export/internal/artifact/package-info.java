@NullMarked
package dev.vinyl.export.internal.artifact;

import org.jspecify.annotations.NullMarked;
