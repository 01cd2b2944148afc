package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "172.31.0.9", "192.168.0.1", "100.64.3.4"})
  void aBalancerSaysWhoCalledItByTheLastEntry(String balancer) {
    assertThat(CallerAddress.of(balancer, List.of("198.51.100.9", "192.0.2.1")))
        .isEqualTo("192.0.2.1");
  }

  @Test
  void whoIsNoBalancerIsKnownByTheConnectionAlone() {
    assertThat(CallerAddress.of("203.0.113.5", List.of("192.0.2.1"))).isEqualTo("203.0.113.5");
    assertThat(CallerAddress.of("100.128.0.1", List.of("192.0.2.1"))).isEqualTo("100.128.0.1");
    assertThat(CallerAddress.of("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
    assertThat(CallerAddress.of("10.1.2.3", List.of("unknown"))).isEqualTo("10.1.2.3");
  }

  @Test
  void anIpv6NetworkIsOneCaller() {
    String one = CallerAddress.of("10.1.2.3", List.of("2001:db8:1:2::1"));

    assertThat(CallerAddress.of("10.1.2.3", List.of("2001:db8:1:2:ffff::9"))).isEqualTo(one);
    assertThat(CallerAddress.of("10.1.2.3", List.of("2001:db8:1:3::1"))).isNotEqualTo(one);
  }
}
