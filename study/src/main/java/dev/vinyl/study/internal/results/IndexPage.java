package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.internal.html.DocumentPage;
import dev.vinyl.evaluation.internal.html.DocumentPage.Entry;
import dev.vinyl.evaluation.internal.html.DocumentPage.Table;
import dev.vinyl.evaluation.internal.html.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where every step of a study stands, as a page that refreshes itself while the study runs. */
public final class IndexPage {
  /** In the study's folder. */
  public static final String FILE = "index.html";

  private static final int SECONDS = 5;

  private IndexPage() {}

  /**
   * A step's row.
   *
   * @param name of the step
   * @param state in a word
   * @param detail how far it is, why it failed; may be empty
   * @param seconds that it took; NaN if it has not ended
   */
  public record Row(String name, String state, String detail, double seconds) {}

  /**
   * The page.
   *
   * @param counts of steps by state
   * @param running whether the study runs
   */
  public static DocumentPage of(
      String study, Map<String, Integer> counts, List<Row> rows, boolean running, String version) {
    List<List<Entry>> active = new ArrayList<>();
    List<List<Entry>> all = new ArrayList<>();
    for (Row row : rows) {
      String time =
          Double.isNaN(row.seconds()) ? "" : String.format(Locale.ROOT, "%.1f s", row.seconds());
      List<Entry> entries =
          List.of(
              Entry.of(row.name()), Entry.of(row.state()), Entry.of(row.detail()), Entry.of(time));
      all.add(entries);
      if (row.state().equals("running") || row.state().equals("failed")) {
        active.add(entries);
      }
    }
    List<String> head = List.of("Step", "State", "Detail", "Time");
    List<String> states = new ArrayList<>();
    counts.forEach((state, count) -> states.add(count + " " + state));
    DocumentPage page =
        new DocumentPage(
                "Study " + study,
                "%s; %d steps: %s. Results: study.html, cells.csv."
                    .formatted(
                        running ? "Running" : "Not running",
                        rows.size(),
                        String.join(", ", states)),
                new Provenance(
                    study, "", Map.of(), Map.of(), 0, version, Instant.now().toString(), ""))
            .refreshedEvery(running ? SECONDS : 0);
    if (!active.isEmpty()) {
      page.section(
          "Now", "Steps that run, and those that failed.", List.of(new Table("", head, active)));
    }
    return page.section(
        "Steps", "In the order in which they run.", List.of(new Table("", head, all)));
  }
}
