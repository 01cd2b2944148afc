package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class LedgerCommandTest {
  private final StringWriter out = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(new StringWriter()), false);

  @Test
  void aSoundLedgerIsReportedWithWhatWasChecked() throws JsonProcessingException {
    int status =
        report("{\"checked\":{\"purchases\":3,\"wallets\":2},\"found\":0,\"violations\":[]}");

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .containsExactly("checked purchases 3, wallets 2", "0 violations");
  }

  @Test
  void eachViolationIsALineAndTheStatusIsOne() throws JsonProcessingException {
    int status =
        report(
            """
            {"checked":{"purchases":3},"found":3,"violations":[
              {"table":"wallets","key":"player:ann gems","rule":"adds up","expected":"5","found":"7"},
              {"table":"purchases","key":"p1","rule":"has a grant","expected":"true","found":"false"}]}
            """);

    assertThat(status).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            "checked purchases 3",
            "wallets player:ann gems: adds up: expected 5, found 7",
            "purchases p1: has a grant: expected true, found false",
            "… and 1 more",
            "3 violations");
  }

  private int report(String answer) throws JsonProcessingException {
    return LedgerCommand.Check.report(new ObjectMapper().readTree(answer), console);
  }
}
