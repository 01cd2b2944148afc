package io.gamekeeper.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceHeaderTest {
  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";

  @Test
  void allFormsThatAwsSendsAreRead() {
    assertThat(TraceHeader.parse("Root=" + ROOT)).isEqualTo(new TraceHeader(ROOT, null, null));
    assertThat(TraceHeader.parse("Self=1-67891234-12456789abcdef012345678;Root=" + ROOT))
        .isEqualTo(new TraceHeader(ROOT, null, null));
    assertThat(TraceHeader.parse("Root=" + ROOT + ";Parent=53995c3f42cd8ad8;Sampled=1"))
        .isEqualTo(new TraceHeader(ROOT, "53995c3f42cd8ad8", true));
    assertThat(
            TraceHeader.parse("Root=" + ROOT + "; Parent=53995c3f42cd8ad8; Sampled=0;Lineage=a:0"))
        .isEqualTo(new TraceHeader(ROOT, "53995c3f42cd8ad8", false));
    assertThat(TraceHeader.parse("Root=" + ROOT + ";Sampled=?"))
        .isEqualTo(new TraceHeader(ROOT, null, null));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Root=",
        "Root=1-5759e988",
        "Root=1-5759e988-bd862e3fe1be46a994272793*/ DROP TABLE",
        "Root=1-5759E988-BD862E3FE1BE46A994272793",
        "XRoot=1-5759e988-bd862e3fe1be46a994272793",
        ";;;"
      })
  void anythingElseIsNoTrace(String header) {
    assertThat(TraceHeader.parse(header)).isNull();
    assertThat(TraceHeader.rootOf(header)).isNull();
  }

  @Test
  void aParentThatIsNoneIsLeftOut() {
    assertThat(TraceHeader.parse("Root=" + ROOT + ";Parent=<b>"))
        .isEqualTo(new TraceHeader(ROOT, null, null));
  }

  @Test
  void whatIsStoredBeginsWithTheIdAndIsReadBack() {
    TraceHeader header = new TraceHeader(ROOT, "53995c3f42cd8ad8", true);

    assertThat(header.text()).isEqualTo("Root=" + header.reference());
    assertThat(header.reference()).startsWith(ROOT).hasSizeLessThan(128);
    assertThat(TraceHeader.stored(header.reference())).isEqualTo(header);
    assertThat(TraceHeader.idOf(header.reference())).isEqualTo(ROOT);
    assertThat(TraceHeader.stored("c6af9ac6-7b61-11e6-9a41-93e8deadbeef")).isNull();
    assertThat(TraceHeader.idOf("c6af9ac6-7b61-11e6-9a41-93e8deadbeef"))
        .isEqualTo("c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
  }
}
