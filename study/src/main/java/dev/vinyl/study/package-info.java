/**
 * The paper's grid from one file: pre-training sizes, intermediate stages, fine-tuning sizes and
 * seeds. {@link dev.vinyl.study.StudySpec} says what is run, {@link dev.vinyl.study.Study} runs it.
 */
@NullMarked
package dev.vinyl.study;

import org.jspecify.annotations.NullMarked;
