/**
 * Labelled pictures. A {@link dev.vinyl.evaluation.dataset.SegmentationDataset} knows which
 * pictures there are and in which split, and decodes one of them together with its truth when
 * asked; everything that is wrong with the files is a {@link dev.vinyl.evaluation.dataset.Problem}.
 */
@NullMarked
package dev.vinyl.evaluation.dataset;

import org.jspecify.annotations.NullMarked;
