@NullMarked
package dev.vinyl.export.artifact;

import org.jspecify.annotations.NullMarked;
