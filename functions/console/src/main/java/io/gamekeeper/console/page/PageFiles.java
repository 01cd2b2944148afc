package io.gamekeeper.console.page;

import io.gamekeeper.platform.http.HttpRequest;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the pages, with headers under which they run nothing that is not theirs. A browser
 * asks each time whether a file is still the same, and gets it compressed when it is not.
 */
public final class PageFiles {
  private static final String FOLDER = "console/";
  private static final String VENDOR = "vendor/";
  private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String INDEX = "index.html";
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+){0,8}");
  private static final int NOT_MODIFIED = 304;

  /** The pages have neither inline scripts nor anything from elsewhere. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "png", "image/png",
          "svg", "image/svg+xml");

  private final ConcurrentMap<String, Optional<File>> files = new ConcurrentHashMap<>();

  /** A file with its compressed form and the tag of this content. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record File(String type, byte[] content, byte[] compressed, String tag) {}

  /**
   * Answers a request for a file.
   *
   * @param path below the pages' root; empty for the first page
   */
  public HttpResponse answer(String path, HttpRequest request) {
    return files
        .computeIfAbsent(path.isEmpty() ? INDEX : path, PageFiles::read)
        .map(file -> answer(file, request))
        .orElseGet(() -> HttpResponse.of(Problem.notFound("there is nothing at this path")));
  }

  private static HttpResponse answer(File file, HttpRequest request) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Security-Policy", POLICY);
    headers.put("Cache-Control", "no-cache");
    headers.put("ETag", file.tag());
    headers.put("Vary", "Accept-Encoding");
    if (file.tag().equals(request.header("if-none-match"))) {
      return new HttpResponse.File(NOT_MODIFIED, file.type(), new byte[0], headers);
    }
    String accepted = request.header("accept-encoding");
    if (accepted == null || !accepted.contains("gzip")) {
      return new HttpResponse.File(200, file.type(), file.content(), headers);
    }
    headers.put("Content-Encoding", "gzip");
    return new HttpResponse.File(200, file.type(), file.compressed(), headers);
  }

  private static Optional<File> read(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !PATH.matcher(path).matches()) {
      return Optional.empty();
    }
    String resource =
        path.startsWith(VENDOR) ? CHARTS + path.substring(VENDOR.length()) : FOLDER + path;
    try (InputStream stream = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) {
        return Optional.empty();
      }
      byte[] content = stream.readAllBytes();
      return Optional.of(new File(type, content, compressed(content), tag(content)));
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file " + resource + " cannot be read", e);
    }
  }

  private static byte[] compressed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static String tag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
