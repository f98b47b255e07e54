/**
 * Images to train and score on: with a class for every pixel ({@link
 * dev.vinyl.data.SegmentationDataset}), with one class each ({@link
 * dev.vinyl.data.ClassificationDataset}) or without any ({@link dev.vinyl.data.UnlabelledImages}).
 * Each knows which images there are and decodes one when asked; everything that is wrong with the
 * files is a {@link dev.vinyl.data.Problem}.
 */
@NullMarked
package dev.vinyl.data;

import org.jspecify.annotations.NullMarked;
