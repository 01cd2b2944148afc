package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.service.StageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LoadBalancerTest {
  private final ServedFunctions served;

  LoadBalancerTest(@TempDir Path folder) throws Exception {
    served = new ServedFunctions(folder, Duration.ofSeconds(3), _ -> {});
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void whatAFunctionReturnsIsTheResponse() throws Exception {
    Listener listener = forwarding(served.add("scores", 1));

    FrontResponse response = answer(listener, "/fine");

    assertThat(response.status()).isEqualTo(200);
    assertThat(text(response)).isEqualTo("scores POST");
    assertThat(response.headers())
        .containsExactly(new FrontRequest.Field("content-type", "text/plain"));
    assertThat(served.times.summaries().get("Https"))
        .satisfies(times -> assertThat(times.calls()).isEqualTo(1))
        .satisfies(times -> assertThat(times.failures()).isZero());
  }

  @ParameterizedTest
  @CsvSource({
    "/malformed, scoresTargets, is not JSON",
    "/oversize, scoresTargets, is larger than 1 MB",
    "/error, scores, asked to fail",
    "/hang, scores, timed out after 3.00 seconds",
  })
  void aFunctionThatFailsIsAnsweredWith502AndNoted(String path, String where, String why)
      throws Exception {
    Listener listener = forwarding(served.add("scores", 1));

    FrontResponse response = answer(listener, path);

    assertThat(response.status()).isEqualTo(502);
    assertThat(text(response)).contains("502 Bad Gateway").doesNotContain(why);
    assertThat(served.errors.newest())
        .singleElement()
        .satisfies(error -> assertThat(error.logicalId()).isEqualTo(where))
        .satisfies(error -> assertThat(error.message()).contains(why));
    assertThat(served.times.summaries().get("Https"))
        .satisfies(times -> assertThat(times.failures()).isEqualTo(1));
  }

  @Test
  void aFunctionThatTheLoadBalancerMayNotCallIsNotCalled() throws Exception {
    Listener listener = forwarding(served.addUnpermitted("scores", 1));

    assertThat(answer(listener, "/fine").status()).isEqualTo(502);
    assertThatThrownBy(served.balancer::checkPermissions)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("scoresTargets")
        .hasMessageContaining("no AWS::Lambda::Permission");
  }

  @Test
  void aTargetGroupThatIsNotThereIsAnsweredWith503() throws Exception {
    Listener listener = forwarding(new RuleAction.WeightedGroup("arn:tg/none", 1));

    assertThat(answer(listener, "/fine").status()).isEqualTo(503);
    assertThat(served.errors.newest()).singleElement().asString().contains("arn:tg/none");
  }

  @Test
  void requestsAreSharedOutByWeight() throws Exception {
    Listener listener =
        forwarding(served.add("blue", 3), served.add("green", 1), served.add("off", 0));

    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      answers.merge(text(answer(listener, "/fine")), 1, Integer::sum);
    }

    assertThat(answers).containsOnlyKeys("blue POST", "green POST");
    assertThat(answers.get("blue POST")).isBetween(700, 800);
  }

  @Test
  void aListenersHeadersAreOnWhatTargetsAndTheTemplateAnswerAndNotOnItsOwnErrors()
      throws Exception {
    FrontRequest.Field header = new FrontRequest.Field("access-control-allow-origin", "*");
    Listener listener =
        new Listener(
            "Https",
            "HTTPS",
            443,
            new RuleAction.Forward(List.of(served.add("scores", 1))),
            List.of(header));
    listener.add(
        new RuleConfig(
            "Preflight",
            1,
            List.of(RuleCondition.path(List.of("/preflight"))),
            new RuleAction.FixedResponse(200, "text/plain", "")));

    assertThat(answer(listener, "/fine").headers()).contains(header);
    assertThat(answer(listener, "/preflight").headers()).contains(header);
    assertThat(answer(listener, "/malformed").headers()).doesNotContain(header);
  }

  @Test
  void fixedResponsesAndRedirectsNeedNoFunction() throws Exception {
    Listener listener =
        new Listener("Https", "HTTPS", 443, new RuleAction.FixedResponse(404, "text/plain", "?"));
    listener.add(
        new RuleConfig(
            "Old",
            1,
            List.of(RuleCondition.path(List.of("/old/*"))),
            new RuleAction.Redirect(
                301, "#{protocol}", "#{host}", "#{port}", "/v1/#{path}", "#{query}")));

    FrontResponse unknown = answer(listener, "/nowhere");
    FrontResponse moved =
        (FrontResponse) served.balancer.answer(request("/old/a%20b", "x=1"), listener, 0);

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(text(unknown)).isEqualTo("?");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.headers())
        .contains(
            new FrontRequest.Field("location", "https://api.example.com:443/v1/old/a%20b?x=1"));
    assertThat(served.times.summaries()).containsOnlyKeys("Https", "Old");
  }

  @Test
  void theHttpsListenerIsTheOneThatIsServed() {
    assertThatThrownBy(served.balancer::served)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("AWS::ElasticLoadBalancingV2::Listener");
    RuleAction nothing = new RuleAction.FixedResponse(404, "text/plain", "");
    served.balancer.add(new Listener("Plain", "HTTP", 80, nothing));
    served.balancer.add(new Listener("Secure", "HTTPS", 443, nothing));

    assertThat(served.balancer.served().logicalId()).isEqualTo("Secure");
  }

  private Listener forwarding(RuleAction.WeightedGroup... groups) {
    return new Listener("Https", "HTTPS", 443, new RuleAction.Forward(List.of(groups)));
  }

  private FrontResponse answer(Listener listener, String path) throws InterruptedException {
    return (FrontResponse) served.balancer.answer(request(path, null), listener, System.nanoTime());
  }

  private static FrontRequest request(String path, @Nullable String query) {
    return new FrontRequest(
        "POST",
        path,
        query,
        List.of(new FrontRequest.Field("host", "api.example.com:8080")),
        RequestBody.EMPTY,
        "127.0.0.1");
  }

  private static String text(FrontResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
