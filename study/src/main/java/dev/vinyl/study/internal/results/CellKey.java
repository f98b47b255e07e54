package dev.vinyl.study.internal.results;

/**
 * A cell of the grid.
 *
 * @param pretraining images that were pre-trained on; 0 for random initialization
 * @param intermediate the stage between, such as {@code none}
 * @param finetuning images that were fine-tuned on
 * @param seed of the fine-tuning
 */
public record CellKey(int pretraining, String intermediate, int finetuning, long seed) {}
