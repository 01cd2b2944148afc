package io.gamekeeper.local.aws.rum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceStatus;
import io.gamekeeper.local.template.Resources;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RumTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOST = "dataplane.rum.eu-central-1.amazonaws.com";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Monitor': {'Type': 'AWS::RUM::AppMonitor', 'Properties': {
          'Name': 'game', 'Domain': 'play.example.com', 'CwLogEnabled': true,
          'AppMonitorConfiguration': {'AllowCookies': true, 'EnableXRay': false,
            'SessionSampleRate': 0.5, 'Telemetries': ['errors', 'performance', 'http']},
          'ResourcePolicy': {'PolicyDocument': {'Fn::Join': ['', [
            '{~Version~:~2012-10-17~,~Statement~:[{~Effect~:~Allow~,~Principal~:{~AWS~:~*~},',
            '~Action~:~rum:PutRumEvents~,~Resource~:~arn:aws:rum:eu-central-1:',
            {'Ref': 'AWS::AccountId'}, ':appmonitor/game~,',
            '~Condition~:{~StringEquals~:{~rum:alias~:~client~}}}]}']]}}}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Names names = new Names();
  private final Site front = names.byHost((_, _) -> FrontResponse.own(503));
  private final Resources resources;
  private final String monitor;

  RumTest() {
    services.add(new Rum(time.ground(), names, 8080));
    resources = provision(TEMPLATE);
    monitor = String.valueOf(resources.find("Monitor").orElseThrow().attributes().get("Id"));
  }

  @AfterEach
  void close() {
    resources.close();
    time.close();
  }

  @Test
  void eachEventCountsForItsMetricUnderTheNameOfTheMonitor() throws Exception {
    send(
        batch(
            event("session_start_event", "{}"),
            event("page_view_event", "{\"pageId\":\"/lobby\"}"),
            event("page_view_event", "{\"pageId\":\"/shop\"}"),
            event("js_error_event", "{\"type\":\"TypeError\"}"),
            event("http_event", "{\"response\":{\"status\":404}}"),
            event("http_event", "{\"response\":{\"status\":503}}"),
            event("http_event", "{\"response\":{\"status\":500}}"),
            event("http_event", "{\"response\":{\"status\":200}}"),
            event("http_event", "{\"error\":{\"type\":\"TypeError\"}}"),
            event("performance_navigation_event", "{\"duration\":1200.5}"),
            event("largest_contentful_paint_event", "{\"value\":900}"),
            event("first_input_delay_event", "{\"value\":12}"),
            event("interaction_to_next_paint_event", "{\"value\":56}"),
            event("cumulative_layout_shift_event", "{\"value\":0.25}"),
            event("dom_event", "{\"event\":\"click\"}")));

    assertThat(sums())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("SessionCount", 1.0),
                Map.entry("PageViewCount", 2.0),
                Map.entry("JsErrorCount", 1.0),
                Map.entry("Http4xxCount", 1.0),
                Map.entry("Http5xxCount", 2.0),
                Map.entry("HttpStatusCodeCount 200", 1.0),
                Map.entry("HttpStatusCodeCount 404", 1.0),
                Map.entry("HttpStatusCodeCount 500", 1.0),
                Map.entry("HttpStatusCodeCount 503", 1.0),
                Map.entry("PerformanceNavigationDuration", 1200.5),
                Map.entry("WebVitalsLargestContentfulPaint", 900.0),
                Map.entry("WebVitalsFirstInputDelay", 12.0),
                Map.entry("WebVitalsInteractionToNextPaint", 56.0),
                Map.entry("WebVitalsCumulativeLayoutShift", 0.25)));
    assertThat(unit("SessionCount")).isEqualTo("Count");
    assertThat(unit("WebVitalsLargestContentfulPaint")).isEqualTo("Milliseconds");
    assertThat(unit("WebVitalsCumulativeLayoutShift")).isEqualTo("None");
    assertThat(time.ground().metrics().total(metric("RumEventPayloadSize")))
        .hasValueSatisfying(
            period -> {
              assertThat(period.count()).isEqualTo(15);
              assertThat(period.minimum()).isGreaterThan(100);
            });
  }

  @Test
  void whatAClientInventsMakesNoMetric() throws Exception {
    send(
        batch(
            event("http_event", "{\"response\":{\"status\":1000000}}"),
            event("http_event", "{\"response\":{\"status\":\"404\"}}"),
            event("largest_contentful_paint_event", "{\"value\":-1}"),
            event("performance_navigation_event", "{\"duration\":\"long\"}"),
            event("largest_contentful_paint_event", "{\"value\":1e999}"),
            event("my_own_event", "{}")));

    assertThat(sums()).isEmpty();
  }

  @Test
  void anEventThatComesAgainCountsOnceUntilManyOthersHaveCome() throws Exception {
    ObjectNode first = event("page_view_event", "{}");
    ObjectNode batch = batch(first, first.deepCopy());

    send(batch);
    send(batch);
    ObjectNode inUpperCase = first.deepCopy();
    inUpperCase.put("id", first.path("id").asText().toUpperCase(Locale.ROOT));
    send(batch(inUpperCase));
    assertThat(sums()).containsEntry("PageViewCount", 1.0);

    for (int sent = 0; sent < AppMonitor.REMEMBERED; sent += 1000) {
      ObjectNode many = batch();
      for (int i = 0; i < 1000; i++) {
        many.withArray("RumEvents").add(event("dom_event", "{}"));
      }
      send(many);
    }
    send(batch);
    assertThat(sums()).containsEntry("PageViewCount", 2.0);
  }

  @Test
  void aCopyOfEachEventGoesToTheLogGroupOfTheMonitor() throws Exception {
    ObjectNode event = event("js_error_event", "{\"message\":\"undefined\"}");
    event.put("metadata", "{\"pageId\":\"/lobby\"}");

    send(batch(event));

    List<LogEvent> lines =
        time.ground().logs().tail("/aws/vendedlogs/RUMService_game" + monitor.substring(0, 8), 10);
    assertThat(lines).hasSize(1);
    JsonNode line = JSON.readTree(lines.getFirst().message());
    assertThat(line.path("event_type").asText()).isEqualTo("com.amazon.rum.js_error_event");
    assertThat(line.at("/event_details/message").asText()).isEqualTo("undefined");
    assertThat(line.at("/metadata/pageId").asText()).isEqualTo("/lobby");
    assertThat(line.at("/user_details/sessionId").asText()).hasSize(36);
    assertThat(line.path("event_timestamp").asLong()).isEqualTo(1_795_255_200_000L);
    assertThat(line.path("application_version").asText()).isEqualTo("1.4.2");
  }

  @Test
  void withoutACopyThereIsNoLogGroup() throws Exception {
    RumTest other = new RumTest();
    try (Resources _ =
        other.provision(TEMPLATE.replace("'CwLogEnabled': true,", "").replace("game", "game2"))) {
      assertThat(other.time.ground().logs().groups())
          .noneMatch(group -> group.contains("RUMService_game2"));
    } finally {
      other.close();
    }
  }

  @Test
  void aPageOfAnyOriginMaySendByAPathOfTheStagesOwnPort() throws Exception {
    String path = "/_hosts/" + HOST + "/appmonitors/" + monitor;

    FrontResponse preflight = ask("OPTIONS", "localhost:8080", path, new byte[0]);
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(headers(preflight))
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("access-control-allow-methods", "POST");
    assertThat(headers(preflight).get("access-control-allow-headers"))
        .contains("content-type", "content-encoding");

    FrontResponse taken = ask("POST", "localhost:8080", path, bytes(batch()));
    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.body()).isEmpty();
    assertThat(headers(taken)).containsEntry("access-control-allow-origin", "*");
    assertThat(ask("POST", "localhost", "/_hosts/elsewhere/x", new byte[0]).status())
        .isEqualTo(503);
    assertThat(resources.status().stream().map(ResourceStatus::summary))
        .containsExactly("players' devices report to http://localhost:8080" + path);
  }

  /** Version 3 of the web client sends larger batches like this. */
  @Test
  void aBodyMayBeCompressedButNotToGetAroundTheLimit() throws Exception {
    assertThat(compressed(bytes(batch(event("page_view_event", "{}")))).status()).isEqualTo(200);
    assertThat(sums()).containsEntry("PageViewCount", 1.0);

    assertThat(compressed(new byte[DataPlane.LARGEST_BYTES + 1]).status()).isEqualTo(413);
    assertThat(ask("gzip", "not compressed".getBytes(UTF_8)).status()).isEqualTo(400);
    assertThat(ask("br", bytes(batch())).status()).isEqualTo(400);
  }

  private FrontResponse compressed(byte[] body) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return ask("gzip", packed.toByteArray());
  }

  private FrontResponse ask(String encoding, byte[] body) throws InterruptedException {
    return ask(
        "POST",
        "/appmonitors/" + monitor,
        List.of(
            new FrontRequest.Field("host", HOST),
            new FrontRequest.Field("content-encoding", encoding)),
        body);
  }

  @Test
  void theIdOfAMonitorIsTheSameAtEachStart() {
    RumTest again = new RumTest();
    again.close();

    assertThat(again.monitor).isEqualTo(monitor).matches("[0-9a-f-]{36}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          not JSON                                   | Could not parse request body
          []                                         | Could not parse request body
          {}                                         | 'appMonitorDetails' failed
          {"AppMonitorDetails":{}}                   | 'userDetails' failed
          BatchId=x                                  | 'batchId' failed
          BatchId=null                               | 'batchId' failed to satisfy constraint: Member must not be null
          Alias=                                     | 'alias' failed
          Alias=7                                    | 'alias' failed to satisfy constraint: Member must be a string
          UserDetails.sessionId=s                    | 'userDetails.sessionId' failed
          UserDetails.userId=u                       | 'userDetails.userId' failed
          RumEvents={}                               | 'rumEvents' failed
          event.id=1                                 | 'rumEvents.1.member.id' failed
          event.type=null                            | 'rumEvents.1.member.type' failed
          event.timestamp="now"                      | 'rumEvents.1.member.timestamp' failed
          event.timestamp=1e300                      | 'rumEvents.1.member.timestamp' failed
          event.details=null                         | 'rumEvents.1.member.details' failed
          event.details={}                           | 'rumEvents.1.member.details' failed to satisfy constraint: Member must be a string
          event.details="{"                          | 'rumEvents.1.member.details' failed
          event.details="7"                          | 'rumEvents.1.member.details' failed
          event.metadata="no JSON"                   | 'rumEvents.1.member.metadata' failed
          """)
  void aRequestThatIsNotValidIsRefusedAsRumDoes(String change, String problem) throws Exception {
    FrontResponse refused = ask("POST", HOST, "/appmonitors/" + monitor, changed(change));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(headers(refused)).containsEntry("x-amzn-errortype", "ValidationException");
    assertThat(JSON.readTree(refused.body()).path("message").asText()).contains(problem);
    assertThat(sums()).isEmpty();
  }

  @Test
  void whatIsUnknownTooLargeOrNotAllowedIsRefused() throws Exception {
    String unknown = UUID.randomUUID().toString();
    FrontResponse missing = ask("POST", HOST, "/appmonitors/" + unknown, bytes(batch()));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(headers(missing)).containsEntry("x-amzn-errortype", "ResourceNotFoundException");
    assertThat(JSON.readTree(missing.body()).path("resourceName").asText()).isEqualTo(unknown);
    assertThat(ask("POST", HOST, "/elsewhere", bytes(batch())).status()).isEqualTo(404);
    assertThat(ask("GET", HOST, "/appmonitors/" + monitor, new byte[0]).status()).isEqualTo(404);
    assertThat(
            ask("POST", HOST, "/appmonitors/" + monitor, new byte[DataPlane.LARGEST_BYTES + 1])
                .status())
        .isEqualTo(413);

    for (Consumer<ObjectNode> alias :
        List.<Consumer<ObjectNode>>of(b -> b.put("Alias", "old"), b -> b.remove("Alias"))) {
      ObjectNode batch = batch(event("page_view_event", "{}"));
      alias.accept(batch);
      FrontResponse denied = ask("POST", HOST, "/appmonitors/" + monitor, bytes(batch));
      assertThat(denied.status()).isEqualTo(403);
      assertThat(headers(denied)).containsEntry("x-amzn-errortype", "AccessDeniedException");
    }
    assertThat(sums()).isEmpty();
  }

  @Test
  void whatRumWouldRefuseIsRefusedAtTheStart() {
    refused("'Name': 'game'", "'Name': '.game'", "Monitor.Properties.Name is .game");
    refused("'Domain': 'play.example.com',", "", "Monitor.Properties.Domain is missing");
    refused("play.example.com", "https://play.example.com", "which is no host name");
    refused("0.5", "1.5", "SessionSampleRate is 1.5");
    refused("'http'", "'clicks'", "Telemetries has clicks");
    refused("~Version~", "x", "PolicyDocument is no JSON");
    refused("2012-10-17", "x".repeat(4096), "PolicyDocument is longer than 4 KB");
  }

  @Test
  void nothingOfTheMonitorIsIgnored() {
    assertThat(resources.status()).flatExtracting(ResourceStatus::notSimulated).isEmpty();
  }

  private void refused(String part, String other, String problem) {
    assertThat(TEMPLATE).contains(part);
    assertThatThrownBy(() -> provision(TEMPLATE.replace(part, other)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private Resources provision(String template) {
    // The policy is a text of JSON: its quotes are escaped.
    return Provisioning.provision(services.resourceTypes(), template.replace("~", "\\\""));
  }

  private void send(ObjectNode batch) throws Exception {
    assertThat(ask("POST", HOST, "/appmonitors/" + monitor + "/", bytes(batch)).status())
        .isEqualTo(200);
  }

  private FrontResponse ask(String method, String host, String path, byte[] body)
      throws InterruptedException {
    return ask(method, path, List.of(new FrontRequest.Field("host", host)), body);
  }

  private FrontResponse ask(
      String method, String path, List<FrontRequest.Field> headers, byte[] body)
      throws InterruptedException {
    return (FrontResponse)
        front.answer(
            new FrontRequest(method, path, null, headers, RequestBody.of(body), "127.0.0.1"), 0);
  }

  private static Map<String, String> headers(FrontResponse response) {
    Map<String, String> headers = new HashMap<>();
    response.headers().forEach(field -> headers.put(field.name(), field.value()));
    return headers;
  }

  private static ObjectNode batch(ObjectNode... events) {
    ObjectNode batch = JSON.createObjectNode();
    batch.put("BatchId", UUID.randomUUID().toString());
    batch.put("Alias", "client");
    batch.putObject("AppMonitorDetails").put("version", "1.4.2");
    batch.putObject("UserDetails").put("sessionId", UUID.randomUUID().toString());
    batch.putArray("RumEvents").addAll(List.of(events));
    return batch;
  }

  private static ObjectNode event(String type, String details) {
    return JSON.createObjectNode()
        .put("id", UUID.randomUUID().toString())
        .put("timestamp", 1_795_255_200)
        .put("type", "com.amazon.rum." + type)
        .put("details", details);
  }

  /** A body as it is, or a valid one in which one member has another value. */
  private static byte[] changed(String change) throws Exception {
    int equals = change.indexOf('=');
    if (equals < 0) {
      return change.getBytes(UTF_8);
    }
    ObjectNode batch = batch(event("page_view_event", "{}"));
    String[] path = change.substring(0, equals).split("\\.", -1);
    ObjectNode parent =
        path.length == 1
            ? batch
            : path[0].equals("event")
                ? (ObjectNode) batch.at("/RumEvents/0")
                : (ObjectNode) batch.path(path[0]);
    String value = change.substring(equals + 1);
    boolean json = value.matches("null|[{\"0-9].*");
    parent.set(
        path[path.length - 1], json ? JSON.readTree(value) : JSON.getNodeFactory().textNode(value));
    return bytes(batch);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(UTF_8);
  }

  /** The sums of all counts and durations, by the metric's name and the status it is about. */
  private Map<String, Double> sums() {
    Map<String, Double> sums = new HashMap<>();
    for (MetricName name : time.ground().metrics().names()) {
      assertThat(name.namespace()).isEqualTo("AWS/RUM");
      assertThat(name.dimensions()).containsEntry("application_name", "game");
      String status = name.dimensions().get("event_details.response.status");
      if (!name.name().equals("RumEventPayloadSize")) {
        sums.put(
            name.name() + (status == null ? "" : " " + status), time.ground().metrics().sum(name));
      }
    }
    return sums;
  }

  private String unit(String name) {
    return time.ground().metrics().unit(metric(name)).orElse("");
  }

  private static MetricName metric(String name) {
    return new MetricName("AWS/RUM", name, Map.of("application_name", "game"));
  }
}
