package io.gamekeeper.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SegmentJsonTest {
  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";

  @Test
  void whatGoesOnHasNoEnd() throws IOException {
    JsonNode document = read(segment(null, Segment.Outcome.GOOD, List.of()));

    assertThat(document.get("in_progress").asBoolean()).isTrue();
    assertThat(document.has("end_time")).isFalse();
    assertThat(document.get("start_time").asDouble()).isEqualTo(1_700_000_000.25);
    assertThat(document.has("http")).isFalse();
    assertThat(document.has("cause")).isFalse();
  }

  @Test
  void anExceptionIsToldShortly() throws IOException {
    Throwable deep = new IllegalStateException("x".repeat(100_000));
    deep.setStackTrace(
        IntStream.range(0, 5000)
            .mapToObj(i -> new StackTraceElement("Loop", "again", "Loop.java", i))
            .toArray(StackTraceElement[]::new));

    JsonNode document = read(segment(2.0, Segment.Outcome.fault(deep), List.of()));

    assertThat(document.get("fault").asBoolean()).isTrue();
    JsonNode exception = document.at("/cause/exceptions/0");
    assertThat(exception.get("type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(exception.get("id").asText()).matches("[0-9a-f]{16}");
    assertThat(exception.get("stack")).hasSize(20);
    assertThat(document.toString()).hasSizeLessThan(8_000);
  }

  @Test
  void noMoreLinksAreSentThanXRayTakes() throws IOException {
    List<Segment.Link> links =
        IntStream.range(0, 30).mapToObj(_ -> new Segment.Link(TRACE, null)).toList();

    assertThat(read(segment(2.0, Segment.Outcome.GOOD, links)).get("links")).hasSize(20);
  }

  private static Segment segment(
      @Nullable Double end, Segment.Outcome outcome, List<Segment.Link> links) {
    return new Segment(
        "scores",
        TRACE,
        "53995c3f42cd8ad8",
        null,
        false,
        1_700_000_000.25,
        end,
        null,
        0,
        outcome,
        Map.of(),
        Map.of(),
        links,
        List.of());
  }

  private static JsonNode read(Segment segment) throws IOException {
    return new ObjectMapper().readTree(SegmentJson.of(segment));
  }
}
