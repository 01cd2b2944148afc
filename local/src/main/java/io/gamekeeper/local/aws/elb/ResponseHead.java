package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a target's response.
 *
 * @param keepsAlive whether the target keeps the connection open after the response
 * @param headers in their order, names in lower case
 */
record ResponseHead(int status, boolean keepsAlive, List<FrontRequest.Field> headers) {
  private static final Pattern STATUS_LINE = Pattern.compile("(?s)HTTP/1\\.. ([0-9]{3}).*");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /**
   * Reads a head.
   *
   * @throws EOFException if the target closed before its first byte
   * @throws MalformedResponseException if it is not HTTP/1.1
   */
  static ResponseHead read(InputStream in) throws IOException {
    HttpLines lines = new HttpLines(in);
    String statusLine = lines.next();
    if (statusLine == null) {
      throw new EOFException("the target closed the connection without an answer");
    }
    Matcher status = STATUS_LINE.matcher(statusLine);
    if (!status.matches()) {
      throw new MalformedResponseException("not a status line");
    }
    List<FrontRequest.Field> headers = new ArrayList<>();
    String connection = "";
    for (String line = line(lines); !line.isEmpty(); line = line(lines)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw new MalformedResponseException("not a header line");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      headers.add(new FrontRequest.Field(name, value));
      if (name.equals("connection")) {
        connection = value;
      }
    }
    boolean keepsAlive =
        statusLine.startsWith("HTTP/1.1") && !ForwardedHeaders.named(connection).contains("close");
    return new ResponseHead(Integer.parseInt(status.group(1)), keepsAlive, headers);
  }

  private static String line(HttpLines lines) throws IOException {
    String line = lines.next();
    if (line == null) {
      throw new MalformedResponseException("the head breaks off");
    }
    return line;
  }

  /** Returns the first header of a name in lower case, or null. */
  @Nullable String header(String name) {
    for (FrontRequest.Field field : headers) {
      if (field.name().equals(name)) {
        return field.value();
      }
    }
    return null;
  }

  /**
   * Returns the body that follows this head, which ends where HTTP says it ends.
   *
   * @param method of the request
   * @throws MalformedResponseException if the head states a length that HTTP does not know
   */
  ResponseBody body(InputStream in, String method) throws MalformedResponseException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new ResponseBody.Sized(in, 0, keepsAlive);
    }
    String encoding = header("transfer-encoding");
    if (encoding != null) {
      if (!encoding.equalsIgnoreCase("chunked")) {
        throw new MalformedResponseException("the transfer encoding " + encoding);
      }
      return new ResponseBody.Chunked(in, keepsAlive);
    }
    String length = header("content-length");
    if (length == null) {
      return new ResponseBody.Sized(in, Long.MAX_VALUE, false);
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new MalformedResponseException("the content length " + length);
    }
    return new ResponseBody.Sized(in, Long.parseLong(length), keepsAlive);
  }
}
