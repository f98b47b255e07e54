/**
 * What the commands print with: results on standard output, everything else (progress, notes, the
 * one line of a failure) on standard error.
 */
@NullMarked
package dev.vinyl.cli.console;

import org.jspecify.annotations.NullMarked;
