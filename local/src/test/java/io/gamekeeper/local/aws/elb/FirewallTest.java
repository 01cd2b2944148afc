package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.aws.waf.RequestRates;
import io.gamekeeper.local.aws.waf.Statement;
import io.gamekeeper.local.aws.waf.WebAcl;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FirewallTest {
  private static final String FLOODER = "127.0.0.66";

  private final VirtualTime clock = new VirtualTime();
  private final WebAcl flood =
      acl(new Statement.Flood(new RequestRates(100, Duration.ofMinutes(5), clock)));

  @Test
  void oneAddressIsBlockedAfterItsLimitAndNoOther() {
    for (int i = 0; i < 100; i++) {
      assertThat(flood.refusal(from(FLOODER))).isEmpty();
    }

    assertThat(flood.refusal(from(FLOODER))).isPresent();
    assertThat(flood.refusal(from("127.0.0.67"))).isEmpty();
  }

  @Test
  void whoGoesOnStaysOutAndWhoPausesComesBack() {
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 101; j++) {
        flood.refusal(from(FLOODER));
      }
      pass(Duration.ofSeconds(10));
    }
    assertThat(flood.refusal(from(FLOODER))).isPresent();

    pass(Duration.ofMinutes(5));

    assertThat(flood.refusal(from(FLOODER))).isEmpty();
  }

  @Test
  void whatLiesFiveMinutesBackNoLongerCounts() {
    for (int i = 0; i < 100; i++) {
      flood.refusal(from(FLOODER));
    }

    pass(Duration.ofSeconds(290));
    assertThat(flood.refusal(from(FLOODER))).isPresent();
    pass(Duration.ofSeconds(10));
    assertThat(flood.refusal(from(FLOODER))).isEmpty();
  }

  @Test
  void oneSubscribersIpv6AddressesCountTogether() {
    for (int i = 0; i < 100; i++) {
      flood.refusal(from("2001:db8:0:1::" + Integer.toHexString(i + 1)));
    }

    assertThat(flood.refusal(from("2001:db8:0:1:ffff::1"))).isPresent();
    assertThat(flood.refusal(from("2001:db8:0:2::1"))).isEmpty();
  }

  @Test
  void allPlayersOfALaptopShareAnAddressThatCountsForNothing() {
    for (int i = 0; i < 1000; i++) {
      assertThat(flood.refusal(from("127.0.0.1"))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/leaderboards/a/scores, 8192, false",
    "/v1/leaderboards/a/scores, 8193, true",
    "/v1/purchases, 65536, false",
    "/v1/store-notifications/apple, 65536, false"
  })
  void largeBodiesAreForReceiptsOnly(String path, int bytes, boolean blocked) {
    WebAcl acl =
        acl(
            new Statement.And(
                List.of(
                    new Statement.Larger(request -> request.body().length(), 8192),
                    new Statement.Not(
                        new Statement.Or(
                            List.of(
                                new Statement.PathStart("/v1/purchases"),
                                new Statement.PathStart("/v1/store-notifications/")))))));

    assertThat(acl.refusal(request(path, List.of(), new byte[bytes], "127.0.0.1")).isPresent())
        .isEqualTo(blocked);
  }

  @ParameterizedTest
  @CsvSource({"99999, false", "100000, true"})
  void announcedLengthsAreRead(String length, boolean blocked) {
    WebAcl acl = acl(new Statement.Header("content-length", Pattern.compile("^[0-9]{6,}$")));

    assertThat(
            acl.refusal(
                    request(
                        "/",
                        List.of(new FrontRequest.Field("content-length", length)),
                        new byte[0],
                        "127.0.0.1"))
                .isPresent())
        .isEqualTo(blocked);
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private static WebAcl acl(Statement rule) {
    return new WebAcl(
        "Acl", List.of(new WebAcl.Rule(rule, FrontResponse.own(403), _ -> {})), _ -> {});
  }

  private static FrontRequest from(String address) {
    return request("/healthz", List.of(), new byte[0], address);
  }

  private static FrontRequest request(
      String path, List<FrontRequest.Field> headers, byte[] body, String address) {
    return new FrontRequest("POST", path, null, headers, RequestBody.of(body), address);
  }
}
