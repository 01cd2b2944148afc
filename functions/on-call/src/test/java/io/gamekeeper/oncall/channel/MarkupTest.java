package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class MarkupTest {

  @Property
  void noTextIsLongerThanItMayBeAndNoCharacterIsHalved(
      @ForAll Markup markup, @ForAll String text, @ForAll @IntRange(max = 60) int most) {
    String fitted = markup.fit(Markup.clean(text), most);

    assertThat(markup == Markup.WECOM ? utf8(fitted) : fitted.length()).isLessThanOrEqualTo(most);
    assertThat(new String(fitted.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(fitted);
  }

  @Property
  void aCleanTextHasNoControlCharacters(@ForAll String text) {
    assertThat(Markup.clean(text)).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]");
  }

  @Test
  void aCleanTextIsOneLineThatReadsInOneDirection() {
    assertThat(Markup.clean("\ta\r\n\u2028b\u0000\u0007c \u202Ed\uD83D\uFFFE "))
        .isEqualTo("a b cd\uFFFD".replace("cd", "c d"));
  }

  @Test
  void aCutFallsBetweenCharactersAndNotIntoAnEscape() {
    String fire = "\uD83D\uDD25";

    assertThat(Markup.PLAIN.fit(fire + fire, 4)).isEqualTo(fire + fire);
    assertThat(Markup.PLAIN.fit(fire + fire + fire, 4)).isEqualTo(fire + "…");
    assertThat(Markup.HTML.fit("a&b&c", 8)).isEqualTo("a&amp;b…");
    assertThat(Markup.HTML.fit("a&b&c", 6)).isEqualTo("a…");
    assertThat(Markup.WECOM.fit("警报警报", 12)).isEqualTo("警报警报");
    assertThat(Markup.WECOM.fit("警报警报", 11)).isEqualTo("警报…");
    assertThat(Markup.WECOM.fit(fire + fire, 7)).isEqualTo(fire + "…");
    assertThat(Markup.SMS.fit("abcdef", 5)).isEqualTo("ab...");
  }

  @Test
  void slackMentionsNobody() {
    assertThat(Markup.SLACK.write("<!channel> <@U012> @channel @Here @everyone a@b &"))
        .isEqualTo(
            "&lt;!channel&gt; &lt;@U012&gt; @\u200bchannel @\u200bHere @\u200beveryone a@b &amp;");
  }

  @Test
  void htmlAndSpeechHaveNoMarkupFromATextAndWeComHasNoFormat() {
    assertThat(Markup.HTML.write("<b a=\"x\" c='y'>&"))
        .isEqualTo("&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;")
        .isEqualTo(Markup.SPEECH.write("<b a=\"x\" c='y'>&"));
    assertThat(Markup.WECOM.write("[a](b) **c** `d` <font> <@e>"))
        .isEqualTo("［a］(b) ＊＊c＊＊ ＇d＇ ＜font＞ ＜@e＞");
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
