/**
 * Settings of a run: recipes by name, files and single keys laid over them, and records bound from
 * the result, with messages for the person who wrote the settings.
 */
@NullMarked
package dev.vinyl.training.config;

import org.jspecify.annotations.NullMarked;
