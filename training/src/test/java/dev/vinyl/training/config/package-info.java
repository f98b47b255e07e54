@NullMarked
package dev.vinyl.training.config;

import org.jspecify.annotations.NullMarked;
