package dev.vinyl.evaluation.internal.html;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of sections that hold text, tables, curves and maps, in the frame that all pages share:
 * one HTML file that loads nothing. For whoever has results of their own to show.
 *
 * <pre>{@code
 * new DocumentPage("Runs", "Two of them.", provenance)
 *     .section("Scores", "Mean over seeds.", List.of(table))
 *     .write(Path.of("runs.html"));
 * }</pre>
 *
 * <p>Each setter gives the page itself. Not thread-safe.
 */
public final class DocumentPage {
  private final String title;
  private final String summary;
  private final Provenance provenance;
  private final List<Section> sections = new ArrayList<>();
  private int refreshSeconds;

  /** Something in a section. */
  public sealed interface Block permits Text, Table, Bars, Curves, Maps, Masks {}

  /**
   * A paragraph.
   *
   * @param heading above it; may be empty
   */
  public record Text(String heading, String text) implements Block {

    /** Without a heading. */
    public Text(String text) {
      this("", text);
    }
  }

  /**
   * What stands in a cell of a table.
   *
   * @param text the number or words
   * @param note smaller, below it; may be empty
   */
  public record Entry(String text, String note) {

    /** Without a note. */
    public static Entry of(String text) {
      return new Entry(text, "");
    }
  }

  /**
   * A table that scrolls by itself.
   *
   * @param heading above it; may be empty
   * @param head names of the columns
   * @param rows each with an entry for every column; the first is the row's name
   */
  public record Table(String heading, List<String> head, List<List<Entry>> rows) implements Block {

    /** Takes copies. */
    public Table {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Bars from the left.
   *
   * @param heading above them
   * @param label of the axis
   * @param shares 0..1 by name, from the top
   */
  public record Bars(String heading, String label, Map<String, Double> shares) implements Block {

    /** Takes a copy that keeps the order. */
    public Bars {
      shares = new LinkedHashMap<>(shares);
    }
  }

  /**
   * Images, each beside itself with the colours of its classes over it.
   *
   * @param classNames in the order of their indices
   * @param images in their order
   */
  public record Masks(List<String> classNames, List<Masked> images) implements Block {

    /** Takes copies. */
    public Masks {
      classNames = List.copyOf(classNames);
      images = List.copyOf(images);
    }
  }

  /**
   * A small picture of an image, and one with the colours of its classes.
   *
   * @param id of the image
   * @param note what is to be seen in it; may be empty
   * @param image as a {@code data:} URL
   * @param classes the same
   */
  public record Masked(String id, String note, String image, String classes) {

    /** Makes both small, and keeps nothing of the image. */
    public static Masked of(LabelledImage image, String note) {
      Thumbnails small = new Thumbnails(image.image());
      return new Masked(image.sample().id(), note, small.image(), small.overlay(image.target()));
    }
  }

  /**
   * A value over a number.
   *
   * @param x where it stands, above 0
   * @param y the value with its range, which is drawn as a whisker
   */
  public record Point(double x, ConfidenceInterval y) {}

  /**
   * A diagram with lines through points.
   *
   * @param heading above it
   * @param caption below it, in a sentence or two
   * @param xLabel of the axis from the left
   * @param yLabel of the axis upwards
   * @param logarithmic whether equal factors of x take equal room
   * @param lines points from the left, by name, in the order of their colours
   */
  public record Curves(
      String heading,
      String caption,
      String xLabel,
      String yLabel,
      boolean logarithmic,
      Map<String, List<Point>> lines)
      implements Block {

    /** Takes copies that keep the order. */
    public Curves {
      Map<String, List<Point>> copy = new LinkedHashMap<>();
      lines.forEach((name, points) -> copy.put(name, List.copyOf(points)));
      lines = copy;
    }
  }

  /**
   * Cosines of one patch with all patches of its image, as colours.
   *
   * @param caption below it
   * @param cosines [rows, columns], -1..1
   * @param row of the patch, from 0
   * @param column of the patch, from 0
   */
  public record CosineMap(String caption, List<List<Double>> cosines, int row, int column) {

    /** Takes copies. */
    public CosineMap {
      cosines = cosines.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Maps of one image, side by side, each group of them in a row where there is room.
   *
   * @param heading above them
   * @param image beside them, where it is at hand
   * @param maps in their order
   */
  public record Maps(String heading, Optional<RgbImage> image, List<CosineMap> maps)
      implements Block {

    /** Takes a copy. */
    public Maps {
      maps = List.copyOf(maps);
    }
  }

  private record Section(String heading, String note, List<Block> blocks) {}

  /**
   * A page without sections.
   *
   * @param summary below the title, in a sentence
   */
  public DocumentPage(String title, String summary, Provenance provenance) {
    this.title = title;
    this.summary = summary;
    this.provenance = provenance;
  }

  /**
   * Adds a section.
   *
   * @param note below its heading, in a sentence or two
   */
  public DocumentPage section(String heading, String note, List<? extends Block> blocks) {
    sections.add(new Section(heading, note, List.copyOf(blocks)));
    return this;
  }

  /** The browser shall load the page anew after so many seconds; 0 for never. */
  public DocumentPage refreshedEvery(int seconds) {
    refreshSeconds = seconds;
    return this;
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param file replaced if it is there
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path file) throws IOException {
    Page.write(toHtml(), file);
  }

  /** The page as text, to be stored as UTF-8. */
  public String toHtml() {
    Markup page = Page.begin(title, summary);
    for (Section section : sections) {
      Page.section(page, section.heading(), section.note());
      DocumentBlocks.append(page, section.blocks());
      page.close();
    }
    String html = Page.end(page, provenance);
    return refreshSeconds == 0
        ? html
        : html.replaceFirst(
            "</head>", "<meta http-equiv=\"refresh\" content=\"" + refreshSeconds + "\"/></head>");
  }
}
