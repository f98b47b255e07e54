package dev.vinyl.evaluation.internal.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {

  @Test
  void escapesTextAndAttributes() {
    String html = new Markup().leaf("p", "a<b>&'", "title", "\"><script>").finish();

    assertThat(html).isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">a&lt;b&gt;&amp;&#39;</p>");
  }

  @Test
  void replacesWhatHtmlForbids() {
    assertThat(new Markup().text("a\u0000b\u001bc\ud800d\ud83d\ude3a\ude3ae\n").finish())
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\ud83d\ude3a\ufffde\n");
  }

  @Test
  void refusesToEndWithAnElementOpen() {
    assertThatThrownBy(() -> new Markup().open("div").finish())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("<div> was not closed");
  }
}
