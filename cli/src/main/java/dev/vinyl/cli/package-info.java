/**
 * The {@code vinyl} command: one picocli tree. A command reads its options, calls a library and
 * prints what came back; it has no logic of its own. Every command class is also a Java main.
 */
@NullMarked
package dev.vinyl.cli;

import org.jspecify.annotations.NullMarked;
