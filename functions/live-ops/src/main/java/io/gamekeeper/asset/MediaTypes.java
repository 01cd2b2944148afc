package io.gamekeeper.asset;

import java.util.Locale;
import java.util.Map;

/**
 * Media types by file name. The table is our own, so that a release is the same from every machine.
 */
final class MediaTypes {
  private static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("csv", "text/csv;charset=utf-8"),
          Map.entry("gif", "image/gif"),
          Map.entry("glb", "model/gltf-binary"),
          Map.entry("gltf", "model/gltf+json"),
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("ktx2", "image/ktx2"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("otf", "font/otf"),
          Map.entry("png", "image/png"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("ttf", "font/ttf"),
          Map.entry("txt", "text/plain;charset=utf-8"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("wav", "audio/wav"),
          Map.entry("webm", "video/webm"),
          Map.entry("webp", "image/webp"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("xml", "application/xml"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("yml", "application/yaml"));

  private MediaTypes() {}

  static String of(AssetPath path) {
    String name = path.value();
    int dot = name.lastIndexOf('.');
    return dot <= name.lastIndexOf('/')
        ? UNKNOWN
        : BY_EXTENSION.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }
}
