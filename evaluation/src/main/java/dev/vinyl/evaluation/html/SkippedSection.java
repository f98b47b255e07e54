package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.SkippedPicture;
import java.util.List;

/** The section with the pictures that could not be read. */
record SkippedSection(List<SkippedPicture> skipped) {
  private static final int MOST = 100;

  void appendTo(Markup page) {
    Page.section(page, "Skipped", Numbers.count(skipped.size()) + " pictures could not be read.");
    page.open("ul");
    skipped.stream().limit(MOST).forEach(picture -> page.leaf("li", picture.reason()));
    page.close();
    if (skipped.size() > MOST) {
      page.leaf("p", "And others; the file below has all.", "class", "note");
    }
    Csv csv = new Csv("id", "file", "reason");
    skipped.forEach(p -> csv.row(p.id(), p.file().toString(), p.reason()));
    Page.download(page, "skipped.csv", csv);
    page.close();
  }
}
