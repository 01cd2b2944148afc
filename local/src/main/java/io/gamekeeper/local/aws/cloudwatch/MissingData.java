package io.gamekeeper.local.aws.cloudwatch;

import java.util.Arrays;
import java.util.Optional;

/** How an alarm reads periods without data. */
enum MissingData {
  MISSING("missing"),
  IGNORE("ignore"),
  BREACHING("breaching"),
  NOT_BREACHING("notBreaching");

  private final String text;

  MissingData(String text) {
    this.text = text;
  }

  /** The word that templates use. */
  String text() {
    return text;
  }

  static Optional<MissingData> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }
}
