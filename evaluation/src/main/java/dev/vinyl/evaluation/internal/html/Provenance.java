package dev.vinyl.evaluation.internal.html;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the numbers of a page come from, as its foot says it.
 *
 * @param dataset name and part of the data, such as {@code pets, test}
 * @param fingerprint of the data set's files; empty where it is not known
 * @param models fingerprint or origin of each model by its name, in the order of the page
 * @param dates day that each model's file was written, by its name; those that are known
 * @param seed of everything that was drawn
 * @param version of Vinyl
 * @param date of the evaluation, such as {@code 2026-05-31}; empty where it is not known
 * @param command that makes the page again
 */
public record Provenance(
    String dataset,
    String fingerprint,
    Map<String, String> models,
    Map<String, String> dates,
    long seed,
    String version,
    String date,
    String command) {

  /** Takes copies that keep the order. */
  public Provenance {
    dates = Map.copyOf(dates);
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  void appendTo(Markup page) {
    page.open("footer").open("h2", "id", "provenance").text("Provenance").close().open("dl");
    entry(page, "Data", dataset);
    if (!fingerprint.isEmpty()) {
      entry(page, "Fingerprint", fingerprint);
    }
    models.forEach((name, origin) -> entry(page, name, origin));
    entry(page, "Seed", Long.toString(seed));
    entry(page, "Vinyl", version);
    if (!date.isEmpty()) {
      entry(page, "Date", date);
    }
    entry(page, "Command", command);
    page.close().close().line();
  }

  private static void entry(Markup page, String name, String value) {
    page.leaf("dt", name).leaf("dd", value);
  }
}
