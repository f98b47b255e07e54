/** What people write who evaluate from a main of their own. */
@NullMarked
package dev.vinyl.evaluation.example;

import org.jspecify.annotations.NullMarked;
