package dev.vinyl.study;

import java.util.Map;

/** Hears how a study goes. Called by several threads, one at a time. */
public interface StudyListener {
  /** Hears nothing. */
  StudyListener NONE = new StudyListener() {};

  /**
   * Results that are there and taken as they are were made by other versions of Vinyl than this
   * one; before {@link #planned}, and only if there are any.
   *
   * @param steps how many, by version in words
   */
  default void madeByOtherVersions(Map<String, Integer> steps) {}

  /**
   * Before the first step.
   *
   * @param done steps whose results are there
   * @param waiting steps that will run
   * @param steps of the whole study
   */
  default void planned(int done, int waiting, int steps) {}

  /** A step begins. */
  default void started(String step) {}

  /**
   * How far a step is.
   *
   * @param done units of work
   * @param total units of work, at least 1
   * @param detail such as a loss; may be empty
   */
  default void progressed(String step, long done, long total, String detail) {}

  /** A step has ended well. */
  default void finished(String step, double seconds) {}

  /**
   * A step has failed.
   *
   * @param reason one line
   */
  default void failed(String step, String reason) {}
}
