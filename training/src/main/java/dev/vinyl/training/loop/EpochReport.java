package dev.vinyl.training.loop;

/**
 * One epoch, just finished.
 *
 * @param epoch counted from 1
 * @param step optimizer steps since the run began
 * @param loss mean over the epoch's images of the losses before each update
 * @param images images seen in the epoch
 * @param seconds that it took in this process
 * @param dataWaitSeconds of them that the engine waited for data
 */
public record EpochReport(
    int epoch, long step, double loss, long images, double seconds, double dataWaitSeconds) {}
