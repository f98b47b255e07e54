/** What people write who train from a main of their own. */
@NullMarked
package dev.vinyl.training.example;

import org.jspecify.annotations.NullMarked;
