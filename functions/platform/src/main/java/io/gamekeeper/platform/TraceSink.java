package io.gamekeeper.platform;

/** Takes finished X-Ray segments. */
@FunctionalInterface
public interface TraceSink {

  /**
   * Takes one finished document.
   *
   * @param segment one segment or subsegment document, JSON as X-Ray's daemon takes it, without the
   *     protocol header
   */
  void accept(String segment);
}
