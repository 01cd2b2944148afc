package io.gamekeeper.local.aws.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.NameRecord;
import io.gamekeeper.local.http.NamedHosts;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.testing.VirtualTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
final class NamesTest {
  private final VirtualTime time = new VirtualTime();
  private final Ground ground = Grounds.by(time, Path.of("no folder"));
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();
  private final Names names = new Names();

  @Test
  void aRecordLeadsToASiteForTheStageAndForFunctions() throws Exception {
    names.add("LB-1.elb.amazonaws.com", site("balancer"));
    names.add(
        "api.example.com.",
        new NameRecord(
            NameRecord.Role.SIMPLE, "dualstack.lb-1.elb.amazonaws.com", Optional.empty()));
    WebHosts web = new WebHosts();
    NamedHosts.register(names, web);

    assertThat(names.site("API.example.com")).isPresent();
    assertThat(names.site("elsewhere.example.com")).isEmpty();
    assertThat(web.get(URI.create("https://api.example.com/v1?x=1"), Duration.ofSeconds(1)).body())
        .isEqualTo("balancer /v1");
  }

  @Test
  void anUnhealthyPrimaryFailsOverAndBack() throws Exception {
    Site primary = site("primary");
    Site secondary = site("secondary");
    names.add("lb", primary);
    names.add("standin", secondary);
    names.add("direct.example.com", new NameRecord(NameRecord.Role.SIMPLE, "lb", Optional.empty()));
    names.add(
        "hc",
        new EndpointHealth(
            names, "direct.example.com", "/healthz", Duration.ofSeconds(30), 2, ground.agenda()));
    names.add("game.example.com", new NameRecord(NameRecord.Role.PRIMARY, "lb", Optional.of("hc")));
    names.add(
        "game.example.com", new NameRecord(NameRecord.Role.SECONDARY, "standin", Optional.empty()));

    status.set(503);
    assertThat(names.site("game.example.com")).contains(primary);
    awaitChecks(1);
    assertThat(names.site("game.example.com")).as("within the interval").contains(primary);
    checkAgain(2);
    await("the second failure")
        .until(() -> names.site("game.example.com").equals(Optional.of(secondary)));

    status.set(200);
    checkAgain(3);
    checkAgain(4);
    await("the second success")
        .until(() -> names.site("game.example.com").equals(Optional.of(primary)));
  }

  private void checkAgain(int count) {
    await("the check before to end")
        .until(
            () -> {
              time.advance(Duration.ofSeconds(31));
              names.site("game.example.com");
              return asked.get() >= count;
            });
  }

  private void awaitChecks(int count) {
    await("checks").until(() -> asked.get() == count);
  }

  private Site site(String name) {
    return (request, _) -> {
      if (request.path().equals("/healthz")) {
        asked.incrementAndGet();
      }
      return new FrontResponse(
          status.get(), List.of(), (name + " " + request.path()).getBytes(StandardCharsets.UTF_8));
    };
  }
}
