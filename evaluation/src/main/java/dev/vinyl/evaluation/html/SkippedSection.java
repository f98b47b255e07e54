package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.report.SkippedImage;
import java.util.List;

/** The section with the images that could not be read. */
record SkippedSection(List<SkippedImage> skipped) {
  private static final int MOST = 100;

  void appendTo(Markup page) {
    Page.section(page, "Skipped", Numbers.count(skipped.size()) + " images could not be read.");
    page.open("ul");
    skipped.stream().limit(MOST).forEach(image -> page.leaf("li", image.reason()));
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
