package dev.vinyl.cli.console;

/**
 * What standard error is connected to.
 *
 * @param interactive whether a person watches it, so that a line may be drawn over
 * @param width in columns
 */
public record Terminal(boolean interactive, int width) {
  private static final int USUAL_WIDTH = 80;

  /**
   * The terminal of this process. The launcher says in system properties what it is, because Java
   * 17 cannot ask about standard error; without the launcher it counts as a file.
   */
  public static Terminal detect() {
    int width = Integer.getInteger("vinyl.terminal.width", USUAL_WIDTH);
    return new Terminal(Boolean.getBoolean("vinyl.terminal"), width > 0 ? width : USUAL_WIDTH);
  }
}
