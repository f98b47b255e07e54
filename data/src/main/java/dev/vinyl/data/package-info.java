/**
 * What a data set is: images with a class for every pixel ({@link
 * dev.vinyl.data.SegmentationDataset}) or with one class each ({@link
 * dev.vinyl.data.ClassificationDataset}). It knows which images there are and decodes one when
 * asked; everything that is wrong with the files is a {@link dev.vinyl.data.Problem}.
 */
@NullMarked
package dev.vinyl.data;

import org.jspecify.annotations.NullMarked;
