package dev.vinyl.runtime.image;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A strip below an image that names its colours. The letters grow with the image, so that they stay
 * readable where a large image is shown small.
 */
final class Legend {
  private static final Logger LOG = LoggerFactory.getLogger(Legend.class);
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private static final int SMALLEST_FONT = 13;

  /** Letters are as high as the image's mean side divided by this. */
  private static final int LETTERS_IN_A_SIDE = 32;

  /** A strip is at least so many times as wide as letters are high: room for some 20 letters. */
  private static final int LETTERS_IN_A_LINE = 14;

  /** Names longer than this are cut before anything is measured. */
  private static final int LONGEST_NAME = 100;

  private static final Color PAPER = Color.WHITE;
  private static final Color INK = new Color(0x222222);
  private static final Color FRAME = new Color(0x888888);

  private final List<Entry> entries;
  private final FontMetrics metrics;
  private final int width;
  private final int unit;

  /**
   * One class.
   *
   * @param color of the swatch
   * @param name cut where a line is too short for it
   * @param share what stands behind the name, such as 12 %
   */
  record Entry(Palette.Color color, String name, String share) {}

  /** An entry's place: x and y of its top left corner in the strip, and its text as it fits. */
  private record Placed(Entry entry, String text, int x, int y) {}

  private Legend(List<Entry> entries, FontMetrics metrics, int imageWidth) {
    this.entries = entries;
    this.metrics = metrics;
    this.unit = metrics.getFont().getSize();
    this.width = Math.max(imageWidth, LETTERS_IN_A_LINE * unit);
  }

  /**
   * The image with a legend below it, or the image alone where this JVM has no font to write with.
   *
   * @return as wide as the image, or wider where a very narrow one leaves no room for letters
   */
  static BufferedImage below(RgbImage image, List<Entry> entries) {
    Optional<FontMetrics> metrics = metrics(fontSize(image.width(), image.height()));
    return metrics.isPresent()
        ? new Legend(entries, metrics.get(), image.width()).drawBelow(image)
        : image.toBufferedImage();
  }

  /** In whole per cent, but never 0 of a class that is there, nor 100 of one that is not alone. */
  static String share(int part, int all) {
    double percent = 100.0 * part / all;
    if (percent < 1) {
      return "< 1 %";
    }
    return percent > 99 && part < all ? "> 99 %" : Math.round(percent) + " %";
  }

  private static int fontSize(int width, int height) {
    int wanted = (int) Math.round(Math.sqrt((double) width * height) / LETTERS_IN_A_SIDE);
    return Math.max(SMALLEST_FONT, Math.min(wanted, width / LETTERS_IN_A_LINE));
  }

  /** Java looks for fonts when a text is first measured, and fails in many ways without any. */
  private static Optional<FontMetrics> metrics(int size) {
    Graphics2D graphics = null;
    try {
      graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
      FontMetrics metrics = graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, size));
      metrics.stringWidth("Vinyl");
      return Optional.of(metrics);
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      if (!WARNED.getAndSet(true)) {
        LOG.warn("overlays have no legend, since Java cannot write text here: {}", e.toString());
      }
      return Optional.empty();
    } finally {
      if (graphics != null) {
        graphics.dispose();
      }
    }
  }

  private BufferedImage drawBelow(RgbImage image) {
    List<Placed> placed = place();
    int lines = placed.isEmpty() ? 0 : placed.get(placed.size() - 1).y() + lineHeight();
    int height = Math.addExact(image.height(), lines + (lines > 0 ? unit / 2 : 0));
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    try {
      graphics.setColor(PAPER);
      graphics.fillRect(0, 0, width, height);
      image.copyTo(canvas);
      graphics.translate(0, image.height());
      graphics.setFont(metrics.getFont());
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      placed.forEach(entry -> draw(entry, graphics));
    } finally {
      graphics.dispose();
    }
    return canvas;
  }

  /** Entries side by side, and below each other where a line is full. */
  private List<Placed> place() {
    List<Placed> placed = new ArrayList<>();
    int x = margin();
    int y = unit / 2;
    for (Entry entry : entries) {
      String text = fit(entry);
      int right = x + textStart() + metrics.stringWidth(text);
      if (x > margin() && right > width - margin()) {
        right += margin() - x;
        x = margin();
        y += lineHeight();
      }
      placed.add(new Placed(entry, text, x, y));
      x = right + 3 * unit / 2;
    }
    return placed;
  }

  /** An entry's text, its name cut until it fits into a line of its own. */
  private String fit(Entry entry) {
    int room = width - 2 * margin() - textStart();
    int letters = entry.name().codePointCount(0, entry.name().length());
    int kept = Math.min(letters, LONGEST_NAME);
    String text = text(entry, kept, letters);
    while (kept > 1 && metrics.stringWidth(text) > room) {
      kept--;
      text = text(entry, kept, letters);
    }
    return text;
  }

  private static String text(Entry entry, int kept, int letters) {
    String name = entry.name().substring(0, entry.name().offsetByCodePoints(0, kept));
    return (kept < letters ? name.strip() + "…" : name) + " " + entry.share();
  }

  private void draw(Placed placed, Graphics2D graphics) {
    Palette.Color color = placed.entry().color();
    int top = placed.y() + (lineHeight() - unit) / 2;
    graphics.setColor(new Color(color.red(), color.green(), color.blue()));
    graphics.fillRect(placed.x(), top, unit, unit);
    graphics.setColor(FRAME);
    graphics.drawRect(placed.x(), top, unit - 1, unit - 1);
    graphics.setColor(INK);
    int space = lineHeight() - metrics.getAscent() - metrics.getDescent();
    int baseline = placed.y() + space / 2 + metrics.getAscent();
    graphics.drawString(placed.text(), placed.x() + textStart(), baseline);
  }

  private int margin() {
    return unit / 2;
  }

  /** From a swatch's left side to its text. */
  private int textStart() {
    return 3 * unit / 2;
  }

  private int lineHeight() {
    return Math.max(metrics.getHeight(), 3 * unit / 2);
  }
}
