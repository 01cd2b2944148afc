package io.gamekeeper.local.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WildcardTest {
  @Test
  void aStarIsAnyTextAndAQuestionMarkOneCharacter() {
    Wildcard pattern = Wildcard.of("a*b?c");

    assertThat(pattern.matches("ab1c")).isTrue();
    assertThat(pattern.matches("a line\nand bb.c")).isTrue();
    assertThat(pattern.matches("abc")).isFalse();
    assertThat(pattern.matches("ab1cd")).isFalse();
    assertThat(Wildcard.of("**").matches("")).isTrue();
    assertThat(Wildcard.of("").matches("a")).isFalse();
  }

  @Test
  void caseCountsUnlessThePatternSaysOtherwise() {
    assertThat(Wildcard.of("s3:Get*").matches("S3:getObject")).isFalse();
    assertThat(Wildcard.ignoringCase("s3:Get*").matches("S3:getObject")).isTrue();
  }

  @Test
  void aBackslashQuotesOnlyWhereTheServiceSaysSo() {
    assertThat(Wildcard.of("a\\*").quoting().matches("a*")).isTrue();
    assertThat(Wildcard.of("a\\*").quoting().matches("ab")).isFalse();
    assertThat(Wildcard.of("a\\*").matches("a\\b")).isTrue();
    assertThat(Wildcard.of("a\\*").matches("a*")).isFalse();
  }
}
