package io.gamekeeper.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * JSON as the API takes it: unknown and repeated fields, other types than the declared ones,
 * missing record components of primitive type, deep nesting and anything after the document are
 * refused; nothing is coerced.
 */
final class Json {
  private static final JsonMapper MAPPER = mapper();

  private final ConcurrentMap<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

  private static JsonMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    builder.withCoercionConfig(
        LogicalType.Textual,
        config -> {
          config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
          config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
          config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        });
    // Instants as ISO 8601 in UTC; the module for all of java.time would only start slower.
    builder.addModule(
        new SimpleModule().addSerializer(Instant.class, new ToStringSerializer(Instant.class)));
    JsonMapper mapper = builder.build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(16)
                .maxNumberLength(40)
                .maxStringLength(65_536)
                .build());
    return mapper;
  }

  /** Reads a document of that type. */
  <T> Decoded<T> read(String body, Class<T> type) {
    try {
      T value = readers.computeIfAbsent(type, MAPPER::readerFor).readValue(body);
      return value == null
          ? new Decoded.Refused<>(Problem.malformed("the body is null"))
          : new Decoded.Value<>(value);
    } catch (JsonMappingException e) {
      return new Decoded.Refused<>(Problem.malformed(where(e)));
    } catch (JsonProcessingException e) {
      return new Decoded.Refused<>(Problem.malformed("the body is not JSON"));
    }
  }

  /** Writes a value of our own. */
  String write(Object value) {
    try {
      return writers.computeIfAbsent(value.getClass(), MAPPER::writerFor).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write JSON for a " + value.getClass().getName(), e);
    }
  }

  private static String where(JsonMappingException e) {
    String field =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return field.isEmpty()
        ? "the body is not as documented"
        : "field '"
            + (field.length() > 80 ? field.substring(0, 80) : field)
            + "' is unknown, missing, repeated or not of the documented type";
  }
}
