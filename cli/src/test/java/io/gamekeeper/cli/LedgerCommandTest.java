package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerCommandTest {
  @TempDir private Path root;

  @Test
  void aSoundLedgerIsReportedWithWhatWasChecked() throws Exception {
    Run run = check("{\"checked\":{\"purchases\":3,\"wallets\":2},\"found\":0,\"violations\":[]}");

    assertThat(run.status()).isZero();
    assertThat(run.lines()).containsExactly("checked purchases 3, wallets 2", "0 violations");
  }

  @Test
  void eachViolationIsALineAndTheStatusIsOne() throws Exception {
    Run run =
        check(
            """
            {"checked":{"purchases":3},"found":3,"violations":[
              {"table":"wallets","key":"player:ann gems","rule":"adds up","expected":"5","found":"7"},
              {"table":"purchases","key":"p1","rule":"has a grant","expected":"true","found":"false"}]}
            """);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "checked purchases 3",
            "wallets player:ann gems: adds up: expected 5, found 7",
            "purchases p1: has a grant: expected true, found false",
            "… and 1 more",
            "3 violations");
  }

  private Run check(String answer) throws Exception {
    try (CannedStage stage = new CannedStage(root)) {
      stage.answer("GET /ops/v1/ledger", answer);
      return stage.run("ledger", "check");
    }
  }
}
