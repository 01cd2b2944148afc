package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class ProbeTest {
  private final Probe probe = new Probe();

  @Test
  void anAnswerCountsOnce() {
    ByteBuffer asked = probe.ask(100, false);

    assertThat(probe.answered(asked.duplicate(), 130)).hasValue(30);
    assertThat(probe.answered(asked.duplicate(), 140)).isEmpty();
  }

  @Test
  void whatWasNotAskedIsNoAnswer() {
    assertThat(probe.answered(ByteBuffer.allocate(Long.BYTES), 100)).isEmpty();
    ByteBuffer first = probe.ask(100, false);
    ByteBuffer second = probe.ask(200, false);

    assertThat(first).isNotEqualTo(second);
    assertThat(probe.answered(ByteBuffer.allocate(0), 210)).isEmpty();
    assertThat(probe.answered(ByteBuffer.allocate(Long.BYTES).putLong(200).flip(), 210)).isEmpty();
    assertThat(probe.answered(first, 210)).isEmpty();
    assertThat(probe.answered(second, 210)).hasValue(10);
  }

  @Test
  void aRepeatedQuestionIsTheSameAndMeasuredFromTheFirst() {
    ByteBuffer first = probe.ask(100, false);

    assertThat(probe.ask(200, true)).isEqualTo(first);
    assertThat(probe.answered(first, 250)).hasValue(150);
  }
}
