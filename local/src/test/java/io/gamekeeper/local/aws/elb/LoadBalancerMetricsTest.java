package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.RequestFilter;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.testing.Uncalled;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LoadBalancerMetricsTest {
  private static final String NAMESPACE = "AWS/ApplicationELB";
  private static final Map<String, String> BALANCER = Map.of("LoadBalancer", "app/game/1");
  private static final Map<String, String> BOTH =
      Map.of("LoadBalancer", "app/game/1", "TargetGroup", "tg/scores");
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Balancer': {'Type': 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'Properties': {}},
        'Servers': {'Type': 'AWS::ElasticLoadBalancingV2::TargetGroup', 'Properties': {
          'HealthCheckPath': '/healthz', 'HealthCheckIntervalSeconds': 10, 'UnhealthyThresholdCount': 2}},
        'Listener': {'Type': 'AWS::ElasticLoadBalancingV2::Listener', 'Properties': {
          'LoadBalancerArn': {'Ref': 'Balancer'}, 'Protocol': 'HTTP', 'Port': 80,
          'DefaultActions': [
            {'Type': 'forward', 'TargetGroupArn': {'Ref': 'Servers'}}]}}
      }}
      """;

  private final ServedFunctions served;
  private final Measured measured;
  private final LedTime time = new LedTime();
  private final Measured led = new Measured(time.ground(), NAMESPACE);
  private final List<AutoCloseable> opened = new ArrayList<>();

  LoadBalancerMetricsTest(@TempDir Path folder) throws Exception {
    served = new ServedFunctions(folder, Duration.ofSeconds(3), _ -> {});
    measured = new Measured(served.ground, NAMESPACE);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable open : opened.reversed()) {
      open.close();
    }
    served.close();
    time.close();
  }

  @Test
  void answersOfFunctionsAndOfTheLoadBalancerItselfAreCountedApart() throws Exception {
    Listener listener = measured(new RuleAction.Forward(List.of(served.add("scores", 1))));
    long start = System.nanoTime();
    for (String path : List.of("/fine", "/fine", "/fine", "/error", "/malformed")) {
      served.balancer.answer(request(path), listener, System.nanoTime());
    }
    double most = (System.nanoTime() - start) / 1e9;

    for (Map<String, String> dimensions : List.of(BALANCER, BOTH)) {
      assertThat(measured.sum("RequestCount", dimensions)).isEqualTo(5);
      assertThat(measured.sum("HTTPCode_Target_2XX_Count", dimensions)).isEqualTo(3);
      assertThat(measured.samples("TargetResponseTime", dimensions)).isEqualTo(3);
      assertThat(measured.sum("TargetResponseTime", dimensions)).isPositive().isLessThan(most);
    }
    assertThat(measured.sum("HTTPCode_ELB_5XX_Count", BALANCER)).isEqualTo(2);
    assertThat(measured.sum("HTTPCode_ELB_502_Count", BALANCER)).isEqualTo(2);
    assertThat(measured.sum("LambdaUserError", Map.of("TargetGroup", "tg/scores"))).isEqualTo(2);
    assertThat(measured.unit("TargetResponseTime", BOTH)).isEqualTo("Seconds");
    assertThat(measured.names())
        .doesNotContain("HTTPCode_Target_5XX_Count", "HTTPCode_ELB_4XX_Count");
  }

  @Test
  void whatNoTargetSeesIsNoRequestOfATarget() throws Exception {
    Listener fixed = measured(new RuleAction.FixedResponse(404, "text/plain", "none"));
    Listener moved =
        measured(new RuleAction.Redirect(301, "https", "#{host}", "443", "/#{path}", "#{query}"));
    served.balancer.answer(request("/"), fixed, 0);
    served.balancer.answer(request("/"), moved, 0);
    served.balancer.add(new Refusing());
    served.balancer.answer(request("/"), fixed, 0);

    assertThat(measured.sum("HTTPCode_ELB_4XX_Count", BALANCER)).isEqualTo(2);
    assertThat(measured.sum("HTTPCode_ELB_3XX_Count", BALANCER)).isEqualTo(1);
    assertThat(measured.sum("HTTP_Fixed_Response_Count", BALANCER)).isEqualTo(1);
    assertThat(measured.sum("HTTP_Redirect_Count", BALANCER)).isEqualTo(1);
    assertThat(measured.names()).doesNotContain("RequestCount");
  }

  @Test
  void theHealthOfServersIsSampledEachMinuteUnderTheNamesThatTemplatesGet() throws Exception {
    Services services = new Services(time.ground());
    ElasticLoadBalancing balancing = services.add(balancing());
    Resources resources = opened(Provisioning.provision(services.resourceTypes(), TEMPLATE));
    Map<String, String> both =
        Map.of(
            "LoadBalancer", attribute(resources, "Balancer", "LoadBalancerFullName"),
            "TargetGroup", attribute(resources, "Servers", "TargetGroupFullName"));
    GameServer one = opened(new GameServer("one"));
    GameServer two = opened(new GameServer("two"));
    services.start();

    time.advance(Duration.ofMinutes(1));
    assertThat(led.names()).isEmpty();
    ServerGroup group =
        time.ground().serverGroups().find(attribute(resources, "Servers", "TargetGroupArn"));
    group.register("i-1", one.address());
    group.register("i-2", two.address());
    time.advance(Duration.ofMinutes(1));
    two.healthy = false;
    time.advance(Duration.ofMinutes(2));
    group.deregister("i-1");
    group.deregister("i-2");
    time.advance(Duration.ofMinutes(2));

    assertThat(led.byMinute("HealthyHostCount", both))
        .containsExactly("2: 2.0", "3: 1.0", "4: 1.0");
    assertThat(led.byMinute("UnHealthyHostCount", both))
        .containsExactly("2: 0.0", "3: 1.0", "4: 1.0");
    assertThat(led.names()).containsExactlyInAnyOrder("HealthyHostCount", "UnHealthyHostCount");
    assertThat(balancing.balancer().served().rules()).hasSize(1);
  }

  @Test
  void serversAnswerTheirRequestsAndThoseThatCannotBeReachedAreConnectionErrors() throws Exception {
    Services services = new Services(time.ground());
    ElasticLoadBalancing balancing = services.add(balancing());
    Resources resources = opened(Provisioning.provision(services.resourceTypes(), TEMPLATE));
    Map<String, String> balancer =
        Map.of("LoadBalancer", attribute(resources, "Balancer", "LoadBalancerFullName"));
    ServerGroup group =
        time.ground().serverGroups().find(attribute(resources, "Servers", "TargetGroupArn"));
    GameServer one = opened(new GameServer("one"));

    answer(balancing);
    group.register("i-1", one.address());
    answer(balancing);
    answer(balancing);
    group.deregister("i-1");
    group.register("i-2", nobody());
    answer(balancing);

    assertThat(led.sum("RequestCount", balancer)).isEqualTo(3);
    assertThat(led.sum("HTTPCode_Target_2XX_Count", balancer)).isEqualTo(2);
    assertThat(led.samples("TargetResponseTime", balancer)).isEqualTo(2);
    assertThat(led.sum("TargetConnectionErrorCount", balancer)).isEqualTo(1);
    assertThat(led.sum("HTTPCode_ELB_503_Count", balancer)).isEqualTo(1);
    assertThat(led.sum("HTTPCode_ELB_502_Count", balancer)).isEqualTo(1);
    assertThat(led.sum("HTTPCode_ELB_5XX_Count", balancer)).isCloseTo(2, within(0.0));
  }

  /** Refuses everything, as a firewall may. */
  private static final class Refusing implements RequestFilter {
    @Override
    public String logicalId() {
      return "Wall";
    }

    @Override
    public Optional<FrontResponse> refusal(FrontRequest request) {
      return Optional.of(FrontResponse.own(403));
    }
  }

  private static InetSocketAddress nobody() throws Exception {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(closed.getInetAddress(), closed.getLocalPort());
    }
  }

  private static void answer(ElasticLoadBalancing balancing) throws Exception {
    switch (balancing
        .balancer()
        .answer(request("/"), balancing.balancer().served(), System.nanoTime())) {
      case Answer.Streamed streamed -> {
        try (InputStream body = streamed.body()) {
          body.readAllBytes();
        }
      }
      default -> {}
    }
  }

  private ElasticLoadBalancing balancing() {
    return new ElasticLoadBalancing(
        time.ground(),
        Uncalled.of(Functions.class),
        new Names(),
        0,
        new RouteTimes(),
        Duration.ofSeconds(60),
        (_, _) -> _ -> true,
        _ -> {});
  }

  private static String attribute(Resources resources, String logicalId, String name) {
    return resources.find(logicalId).orElseThrow().attributes().getOrDefault(name, "");
  }

  private Listener measured(RuleAction action) {
    Listener listener = new Listener("Https", "HTTPS", 443, action);
    listener.measuredBy(
        LoadBalancerMetrics.of(served.ground.sends(LoadBalancerMetrics.ALL), "app/game/1"));
    return listener;
  }

  private static FrontRequest request(String path) {
    return new FrontRequest(
        "POST",
        path,
        null,
        List.of(new FrontRequest.Field("host", "game.test")),
        RequestBody.EMPTY,
        "127.0.0.1");
  }

  private <C extends AutoCloseable> C opened(C open) {
    opened.add(open);
    return open;
  }
}
