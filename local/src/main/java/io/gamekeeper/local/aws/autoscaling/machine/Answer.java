package io.gamekeeper.local.aws.autoscaling.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP answer of one of an instance's local addresses.
 *
 * @param length of the content in bytes
 */
public record Answer(int status, Map<String, String> headers, long length, Content content) {
  public Answer {
    headers = Map.copyOf(headers);
  }

  /** The body of an answer. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void writeTo(OutputStream target) throws IOException;
  }

  /** Makes an answer of text. */
  public static Answer text(int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Answer(
        status, Map.of("Content-Type", "text/plain"), bytes.length, target -> target.write(bytes));
  }
}
