package io.gamekeeper.oncall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameAlarm.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MatcherTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          alarm=HighLatency; HighLatency; true
          alarm=HighLatency; HighLatency-Scores; false
          alarm = "HighLatency"; HighLatency; true
          alarm!=HighLatency; HighLatency; false
          alarm!=HighLatency; HighErrorRate; true
          alarm=~High.*; HighLatency-Scores; true
          alarm=~High; HighLatency; false
          alarm=~High|HighLatency; HighLatency; true
          alarm!~High.*; HighLatency; false
          alarm!~High.*; SlowQueries; true
          alarm=H.*; HighLatency; false
          alarm=; ''; true
          """)
  void itMatchesAsInAlertmanager(String matcher, String value, boolean matches) {
    assertThat(Matcher.parse(matcher).matches(value)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alarm=HighLatency",
        "alarm=",
        "alarm!=x=~",
        "alarm=~High.*",
        "alarm=~\"High Latency|~\"",
        "alarm=\"~x\"",
        "alarm=\"=x\"",
        "alarm!~\\s"
      })
  void itsTextIsReadAsTheSameMatcher(String text) {
    Matcher matcher = Matcher.parse(text);

    assertThat(matcher).hasToString(text);
    for (String value : new String[] {"", "HighLatency", "High Latency", "~x", "x", "=x"}) {
      assertThat(Matcher.parse(matcher.toString()).matches(value))
          .as(value)
          .isEqualTo(matcher.matches(value));
    }
  }

  @Test
  void severitiesThatMayMatch() {
    List<Matcher> urgent =
        List.of(Matcher.parse("severity=~critical|high"), Matcher.parse("owner=data"));

    assertThat(Matcher.mayMatch(urgent, Severity.CRITICAL)).isTrue();
    assertThat(Matcher.mayMatch(urgent, Severity.MEDIUM)).isFalse();
    assertThat(Matcher.mayMatch(List.of(), Severity.LOW)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          alarm; must be LABEL=VALUE with one of =, !=, =~ and !~, not 'alarm'
          alarm==x; must be
          team=data; has the unknown label 'team'
          alarm=~(; has no regular expression after =~
          """)
  void whatIsNoMatcherIsRefused(String text, String message) {
    assertThatThrownBy(() -> Matcher.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
