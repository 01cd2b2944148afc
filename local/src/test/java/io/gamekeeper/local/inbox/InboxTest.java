package io.gamekeeper.local.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InboxTest {
  private final VirtualTime time = new VirtualTime();
  private final Channels channels =
      new Channels(new StageTime(time, time::advance, new Random(17)));

  @Test
  void messagesOfAllChannelsAreInOrder() {
    channels
        .line(Channel.MAIL)
        .deliver("ann@example.com", "a", "first", List.of("https://x.example"));
    time.advance(Duration.ofSeconds(5));
    channels.line(Channel.SMS).deliver("+4912345", "b", "second", List.of());

    assertThat(channels.inbox().all())
        .containsExactly(
            new Delivered(
                Channel.MAIL,
                "ann@example.com",
                VirtualTime.START,
                "a",
                "first",
                List.of("https://x.example")),
            new Delivered(
                Channel.SMS,
                "+4912345",
                VirtualTime.START.plusSeconds(5),
                "b",
                "second",
                List.of()));
  }

  @Test
  void theOldestMessagesAreForgotten() {
    for (int i = 0; i < Inbox.MOST + 3; i++) {
      channels.line(Channel.SMS).deliver("+49", Integer.toString(i), "", List.of());
    }

    List<Delivered> all = channels.inbox().all();
    assertThat(all).hasSize(10_000);
    assertThat(all.getFirst().title()).isEqualTo("3");
    assertThat(all.getLast().title()).isEqualTo("10002");
  }

  @Test
  void noMessageOfSeveralThreadsIsLost() throws Exception {
    List<Callable<Boolean>> senders = new ArrayList<>();
    for (int sender = 0; sender < 8; sender++) {
      Line line = channels.line(sender % 2 == 0 ? Channel.MAIL : Channel.SMS);
      senders.add(
          () -> {
            for (int i = 0; i < 1000; i++) {
              line.deliver("x", "t", "", List.of());
            }
            return true;
          });
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> sent : threads.invokeAll(senders)) {
        assertThat(sent.get()).isTrue();
      }
    }

    assertThat(channels.inbox().all()).hasSize(8000);
  }

  @Test
  void aFaultIsAboutOneChannelOnly() {
    channels.disturb(Channel.PHONE, new Fault(Fault.State.DOWN, 0));

    assertThat(channels.fault(Channel.PHONE).state()).isEqualTo(Fault.State.DOWN);
    assertThat(channels.fault(Channel.SMS)).isEqualTo(Fault.NONE);
    assertThatThrownBy(() -> new Fault(Fault.State.UP, 101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a percentage: 101");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          see https://a.example/x?y=1&z=2. Then;        https://a.example/x?y=1&z=2
          (http://127.0.0.1:8080/_ops/);                http://127.0.0.1:8080/_ops/
          *https://a.example*;                          https://a.example
          ftp://a.example javascript:alert(1);          ''
          """)
  void addressesEndBeforeTheMarksOfASentence(String text, String address) {
    assertThat(String.join(" ", SeenText.addresses(text))).isEqualTo(address);
  }

  @Test
  void theFirstLineIsTheFirstWithText() {
    assertThat(SeenText.firstLine("\n  \n  two words \nmore")).isEqualTo("two words");
    assertThat(SeenText.firstLine(" \n")).isEmpty();
  }
}
