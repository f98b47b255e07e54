package dev.vinyl.cli.console;

/** How far a task is. Closed when the task ends, whether it was finished or not. */
public interface Progress extends AutoCloseable {

  /**
   * So much is done.
   *
   * @param done units of work since the start, in 0..total
   * @param detail a few words more, such as a loss; may be empty
   */
  void update(long done, String detail);

  @Override
  void close();
}
