package dev.vinyl.evaluation.internal.html;

import java.util.List;

/**
 * A table that a reader sorts by a click on a heading, or from the keyboard, and in which a search
 * by the text of the first column leaves some rows. The page's script does both; without it the
 * rows stand in the order given.
 */
final class SortableTable {
  private SortableTable() {}

  /** The search, and a link to the numbers; above the table of that id. */
  static void tools(Markup page, String tableId, String file, Csv data) {
    page.open("div", "class", "tools").open("label", "hidden", "hidden").text("Find ");
    page.empty("input", "type", "search", "aria-controls", tableId);
    page.leaf("span", "", "class", "found", "role", "status").close();
    Page.download(page, file, data);
    page.close();
  }

  /** A table that scrolls by itself; the caller closes body, table and box. */
  static void begin(Markup page, String tableId, List<String> head) {
    page.open("div", "class", "scroll tall", "tabindex", "0");
    page.open("table", "class", "sortable", "id", tableId).open("thead").open("tr");
    for (String name : head) {
      page.open("th", "scope", "col").leaf("button", name, "type", "button").close();
    }
    page.close().close().open("tbody");
  }

  /** A cell that is sorted as a number; the last whichever way, where it is NaN. */
  static void number(Markup page, String text, double value) {
    page.leaf("td", text, "data-value", Csv.number(value));
  }
}
