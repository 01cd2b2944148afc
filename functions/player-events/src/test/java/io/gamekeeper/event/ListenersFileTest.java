package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.event.EventType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenersFileTest {
  private static final String ONE =
      "{name: mail, priority: 7, order: any, timeLimitMillis: 50, types: [login],"
          + " retry: {attempts: 3, firstDelaySeconds: 2, longestDelaySeconds: 10}}";

  @Test
  void thePackagedListenersCoverAllTypes() {
    Listeners listeners = ListenersFile.packaged();

    assertThat(listeners.all())
        .extracting(Listener::name)
        .containsExactly("log", "lake", "progress");
    assertThat(listeners.all().getFirst().types()).contains(EventType.values());
    assertThat(listeners.needsOrder(EventType.LEVEL_UP)).isTrue();
    assertThat(listeners.needsOrder(EventType.LOGIN)).isFalse();
    assertThat(listeners.unordered()).extracting(Listener::name).containsExactly("log", "lake");
  }

  @Test
  void delaysDoubleUpToTheLongest() {
    Listener listener = ListenersFile.parse("listeners: [" + ONE + "]").all().getFirst();

    assertThat(listener.retry().delay(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(listener.retry().delay(2)).isEqualTo(Duration.ofSeconds(4));
    assertThat(listener.retry().delay(3)).isEqualTo(Duration.ofSeconds(8));
    assertThat(listener.retry().delay(4)).isEqualTo(Duration.ofSeconds(10));
    assertThat(listener.retry().delay(2000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void listenersComeInTheOrderOfTheirPriority() {
    String first = ONE.replace("mail", "first").replace("priority: 7", "priority: 1");

    assertThat(ListenersFile.parse("listeners: [" + ONE + ", " + first + "]").all())
        .extracting(Listener::name)
        .containsExactly("first", "mail");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mail | Mail | listeners[0].name must be 1 to 30 of a-z and inner hyphens, not 'Mail'
          priority: 7 | priority: 0 | listeners[0].priority must be 1 to 1000, not 0
          order: any | order: some | listeners[0].order must be one of any, player, not 'some'
          order: any | order: player | listeners[0].retry means nothing where order is player
          timeLimitMillis: 50 | timeLimitMillis: 10001 | timeLimitMillis must be 1 to 10000, not 10001
          [login] | [dance] | must be one of login, logout
          attempts: 3 | attempts: 0 | listeners[0].retry.attempts must be 1 to 20, not 0
          longestDelaySeconds: 10 | longestDelaySeconds: 1 | longestDelaySeconds must be 2 to 900, not 1
          name: mail | nam: mail | unknown key 'nam'
          """)
  void aMistakeIsRefusedWithItsPlace(String right, String wrong, String message) {
    assertThatThrownBy(() -> ListenersFile.parse("listeners: [" + ONE.replace(right, wrong) + "]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aNameOrAPriorityThatAnotherHasIsRefused() {
    assertThatThrownBy(() -> ListenersFile.parse("listeners: [" + ONE + ", " + ONE + "]"))
        .hasMessageContaining("'mail' is declared twice");
    assertThatThrownBy(
            () ->
                ListenersFile.parse(
                    "listeners: [" + ONE + ", " + ONE.replace("mail", "other") + "]"))
        .hasMessageContaining("7 is another listener's");
  }
}
