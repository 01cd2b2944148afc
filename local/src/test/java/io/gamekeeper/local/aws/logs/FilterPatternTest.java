package io.gamekeeper.local.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterPatternTest {
  private static final List<String> LINES =
      List.of(
          "[ERROR 400] BAD REQUEST",
          "[ERROR 401] UNAUTHORIZED REQUEST",
          "[WARN] a quoted \"word\"",
          "{\"level\":\"ERROR\",\"ms\":12.5,\"ip\":\"10.0.0.7\",\"list\":[{\"id\":\"x\"}]}",
          "{\"level\":\"INFO\",\"ms\":3,\"ip\":\"192.168.0.1\",\"list\":[]}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      value = {
        "~~ ¦ 0,1,2,3,4",
        "ERROR ¦ 0,1,3",
        "ERROR REQUEST ¦ 0,1",
        "\"BAD REQUEST\" ¦ 0",
        "ERROR -UNAUTHORIZED ¦ 0,3",
        "?WARN ?401 ¦ 1,2",
        "\"\\\"word\\\"\" ¦ 2",
        "{ $.level = \"ERROR\" } ¦ 3",
        "{ $.level = ERR* } ¦ 3",
        "{ $.level != \"ERROR\" } ¦ 4",
        "{ $.ip = \"10.*\" || $.ip = *.1 } ¦ 3,4",
        "{ ($.ms > 3) && ($.ms <= 12.5) } ¦ 3",
        "{ $.ms = 3.0 } ¦ 4",
        "{ $.list[0].id = x } ¦ 3",
        "{ $.ms >= 3 && ($.level = INFO || $.level = WARN) } ¦ 4"
      })
  void aPatternMatches(String pattern, String expected) {
    assertThat(
            IntStream.range(0, LINES.size())
                .filter(i -> FilterPattern.parse(pattern).test(LINES.get(i)))
                .mapToObj(Integer::toString))
        .containsExactlyElementsOf(List.of(expected.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      value = {
        "[ip, user] ¦ has columns in [ ]",
        "%ERR.*% ¦ has a regular expression",
        "a-b/c ¦ has /c, which needs quotation marks",
        "?a b ¦ mixes terms with and without ?",
        "{ $.a = 1 ¦ has a { that is never closed",
        "{ ($.a = 1 } ¦ has a ( that is never closed",
        "{ $.a IS NULL } ¦ has IS, which the stage does not know there",
        "{ $.a NOT EXISTS } ¦ has NOT, which the stage does not know there",
        "{ $.a > text } ¦ compares a text by >",
        "{ $.a = } ¦ ends where it needs a value",
        "{ a = 1 } ¦ has a, which the stage does not know there",
        "{ $.a = 1 $.b = 2 } ¦ has $.b, which the stage does not know there"
      })
  void whatIsNotKnownIsRefusedByName(String pattern, String problem) {
    assertThatThrownBy(() -> FilterPattern.parse(pattern))
        .isInstanceOf(FilterPattern.RefusedException.class)
        .hasMessageContaining(problem);
  }
}
