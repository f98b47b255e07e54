/** Evaluations as files: for programs (JSON), for spreadsheets (CSV) and for the eye (PNG). */
@NullMarked
package dev.vinyl.evaluation.report;

import org.jspecify.annotations.NullMarked;
