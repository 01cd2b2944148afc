package io.gamekeeper.oncall.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoutesFileTest {
  @Test
  void thePackagedFileIsRead() {
    assertThat(RoutesFile.packaged().root().receiver().name()).isEqualTo("team");
  }
}
