package dev.vinyl.study.internal.results;

import java.util.List;
import java.util.Map;

/**
 * What was run, and on what.
 *
 * @param name of the study
 * @param data name of the labelled data set and what is scored of it
 * @param fingerprint of the labelled data set
 * @param machine in words
 * @param version of Vinyl that works the results out
 * @param versions how many steps that are done each version of Vinyl made
 * @param command that was typed; may be empty
 * @param running whether there is more to come
 * @param sharedEncoders whether all seeds begin with the same encoders
 * @param resamples draws behind each interval
 * @param seed of those draws and of probes
 * @param steps how many steps are in which state, by its name
 * @param seconds that the steps took, by kind
 * @param failures why steps failed, by their names
 * @param spec the study's keys as YAML
 */
public record StudyFacts(
    String name,
    String data,
    String fingerprint,
    String machine,
    String version,
    Map<String, Integer> versions,
    String command,
    boolean running,
    boolean sharedEncoders,
    int resamples,
    long seed,
    Map<String, Integer> steps,
    Map<String, Double> seconds,
    Map<String, String> failures,
    List<String> spec) {}
