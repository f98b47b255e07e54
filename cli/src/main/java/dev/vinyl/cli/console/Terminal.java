package dev.vinyl.cli.console;

/**
 * What standard error is connected to.
 *
 * @param interactive whether a person watches it, so that a line may be drawn over
 * @param width in columns
 */
public record Terminal(boolean interactive, int width) {
  private static final int USUAL_WIDTH = 80;

  /** A file or a pipe. */
  public static Terminal none() {
    return new Terminal(false, USUAL_WIDTH);
  }

  /**
   * The terminal of this process. The launcher says whether there is one, because Java 17 cannot
   * ask about standard error alone; without the launcher both other streams have to be terminals.
   */
  public static Terminal detect() {
    String told = System.getProperty("vinyl.terminal");
    boolean interactive = told != null ? Boolean.parseBoolean(told) : System.console() != null;
    int width = Integer.getInteger("vinyl.terminal.width", USUAL_WIDTH);
    return new Terminal(interactive, width > 0 ? width : USUAL_WIDTH);
  }
}
