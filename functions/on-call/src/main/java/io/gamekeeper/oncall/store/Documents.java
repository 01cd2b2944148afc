package io.gamekeeper.oncall.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.gamekeeper.oncall.Matcher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Our own records as JSON. Members that this version does not know are left out: a version before
 * or after it may be running.
 */
final class Documents {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new ToStringSerializer(Instant.class))
                  .addSerializer(Duration.class, new ToStringSerializer(Duration.class))
                  .addSerializer(Matcher.class, new ToStringSerializer(Matcher.class))
                  .addDeserializer(Instant.class, new Text<>(Instant.class, Instant::parse))
                  .addDeserializer(Duration.class, new Text<>(Duration.class, Duration::parse))
                  .addDeserializer(Matcher.class, new Text<>(Matcher.class, Matcher::parse)))
          .build();

  private Documents() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a " + value.getClass().getName(), e);
    }
  }

  static <T> T read(String document, Class<T> type) {
    try {
      return MAPPER.readValue(document, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept " + type.getName() + " cannot be read", e);
    }
  }

  /** Reads what was written by {@code toString}. */
  private static final class Text<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parse;

    Text(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return parse.apply(parser.getText());
    }
  }
}
