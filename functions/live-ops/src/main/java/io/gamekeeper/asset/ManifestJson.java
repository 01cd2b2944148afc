package io.gamekeeper.asset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The JSON form of a manifest. */
final class ManifestJson {
  private static final String CHANNEL = "channel";
  private static final String NUMBER = "number";
  private static final String PUBLISHED_AT = "publishedAt";
  private static final String FILES = "files";
  private static final String PATH = "path";
  private static final String SHA256 = "sha256";
  private static final String SIZE = "size";
  private static final String TYPE = "type";

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField(CHANNEL, manifest.channel().name());
      json.writeNumberField(NUMBER, manifest.number());
      json.writeStringField(PUBLISHED_AT, manifest.publishedAt().toString());
      json.writeArrayFieldStart(FILES);
      for (AssetFile file : manifest.files()) {
        json.writeStartObject();
        json.writeStringField(PATH, file.path().value());
        json.writeStringField(SHA256, file.sha256().hex());
        json.writeNumberField(SIZE, file.size());
        json.writeStringField(TYPE, file.type());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return bytes.toByteArray();
  }

  static Manifest read(byte[] json) {
    try {
      JsonNode root = mapper().readTree(json);
      members(root, Set.of(CHANNEL, NUMBER, PUBLISHED_AT, FILES));
      JsonNode list = root.get(FILES);
      if (!list.isArray()) {
        throw new IllegalArgumentException("'files' is not an array");
      }
      List<AssetFile> files = new ArrayList<>();
      for (JsonNode file : list) {
        members(file, Set.of(PATH, SHA256, SIZE, TYPE));
        files.add(
            new AssetFile(
                new AssetPath(text(file, PATH)),
                new Sha256(text(file, SHA256)),
                number(file, SIZE),
                text(file, TYPE)));
      }
      return new Manifest(
          new Channel(text(root, CHANNEL)),
          number(root, NUMBER),
          Instant.parse(text(root, PUBLISHED_AT)),
          files);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a manifest: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a manifest: " + e.getMessage(), e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a manifest: 'publishedAt' is not a time", e);
    }
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  private static void members(JsonNode object, Set<String> expected) {
    Set<String> found = new TreeSet<>();
    object.fieldNames().forEachRemaining(found::add);
    if (!object.isObject() || !found.equals(expected)) {
      throw new IllegalArgumentException(
          "not a manifest: expected an object with "
              + new TreeSet<>(expected)
              + ", found "
              + found);
    }
  }

  private static String text(JsonNode object, String member) {
    JsonNode value = object.get(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("not a manifest: '" + member + "' is not a text");
    }
    return value.textValue();
  }

  private static long number(JsonNode object, String member) {
    JsonNode value = object.get(member);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("not a manifest: '" + member + "' is not a whole number");
    }
    return value.longValue();
  }
}
