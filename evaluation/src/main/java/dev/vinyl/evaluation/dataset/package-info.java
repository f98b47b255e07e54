/**
 * Images to train and score on: with a class for every pixel ({@link
 * dev.vinyl.evaluation.dataset.SegmentationDataset}), with one class each ({@link
 * dev.vinyl.evaluation.dataset.ClassificationDataset}) or without any ({@link
 * dev.vinyl.evaluation.dataset.UnlabelledImages}). Each knows which images there are and decodes
 * one when asked; everything that is wrong with the files is a {@link
 * dev.vinyl.evaluation.dataset.Problem}.
 */
@NullMarked
package dev.vinyl.evaluation.dataset;

import org.jspecify.annotations.NullMarked;
