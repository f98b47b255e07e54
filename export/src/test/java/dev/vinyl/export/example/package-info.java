/** What people write who export from a main of their own. */
@NullMarked
package dev.vinyl.export.example;

import org.jspecify.annotations.NullMarked;
