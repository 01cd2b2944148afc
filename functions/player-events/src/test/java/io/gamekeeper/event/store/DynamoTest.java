package io.gamekeeper.event.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.Events;
import io.gamekeeper.event.Players;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The log and the players on DynamoDB Local. */
final class DynamoTest {
  private final VirtualTime time = new VirtualTime();
  private final String log = Tables.log();
  private final String players = Tables.players();
  private final DynamoEventLog events =
      new DynamoEventLog(Tables.dynamo(), log, Duration.ofDays(30));

  @Test
  void anEventIsKeptWithAllThatItSays() {
    assertThat(events.append(Events.event(EventType.LOGIN, "ann", "e1", "{\"x\": 1}"))).isTrue();

    assertThat(Tables.items(log))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(partition(item)).matches("ann#[0-3]");
              assertThat(item)
                  .containsEntry("sk", AttributeValue.fromS("2026-11-30T10:00:00.000Z#e1"))
                  .containsEntry("type", AttributeValue.fromS("login"))
                  .containsEntry("version", AttributeValue.fromN("1"))
                  .containsEntry("received", AttributeValue.fromN("1796032800040"))
                  .containsEntry("data", AttributeValue.fromS("{\"x\":1}"))
                  .containsEntry("expiration", AttributeValue.fromN("1798624800"));
            });
  }

  @Test
  void aRepeatedEventIsKeptOnce() {
    assertThat(events.append(Events.login("ann", "e1"))).isTrue();
    assertThat(events.append(Events.login("ann", "e1"))).isFalse();
    assertThat(events.append(Events.login("bob", "e1"))).as("another player's").isTrue();
    assertThat(Tables.items(log)).hasSize(2);
  }

  @Test
  void aBusyPlayersEventsAreSpread() {
    for (int i = 0; i < 100; i++) {
      events.append(Events.login("ann", "e" + i));
    }

    Set<String> partitions = new HashSet<>();
    Tables.items(log).forEach(item -> partitions.add(partition(item)));
    assertThat(partitions).containsExactlyInAnyOrder("ann#0", "ann#1", "ann#2", "ann#3");
  }

  @Test
  void aPlayerGetsAPseudonymOnce() {
    String first = players(1).of("ann", Events.AT).pseudonym();

    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(players(2).of("ann", Events.AT).pseudonym()).isEqualTo(first);
    assertThat(players(3).of("bob", Events.AT).pseudonym()).isNotEqualTo(first);
  }

  @Test
  void anErasureIsNoticedWithinAMinute() {
    Players known = players(1);
    assertThat(known.of("ann", Events.AT).erased()).isEqualTo(Instant.EPOCH);
    Tables.dynamo()
        .putItem(
            put ->
                put.tableName(players)
                    .item(
                        Map.of(
                            "pk",
                            AttributeValue.fromS("ann"),
                            "erased",
                            AttributeValue.fromN("77"))));

    time.advance(DynamoPlayers.REMEMBERED);

    assertThat(known.of("ann", Events.AT).erased()).isEqualTo(Instant.ofEpochMilli(77));
  }

  @Test
  void aLevelIsNotedUnlessALaterOneIs() {
    Players known = players(1);
    known.reachedLevel("ann", 7, Events.AT, Events.AT);
    known.reachedLevel("ann", 6, Events.AT.minusMillis(1), Events.AT);
    assertThat(Tables.items(players))
        .singleElement()
        .satisfies(item -> assertThat(item.get("level")).isEqualTo(AttributeValue.fromN("7")));

    known.reachedLevel("ann", 8, Events.AT, Events.AT);
    assertThat(Tables.items(players))
        .singleElement()
        .satisfies(item -> assertThat(item.get("level")).isEqualTo(AttributeValue.fromN("8")));
  }

  private DynamoPlayers players(long seed) {
    return new DynamoPlayers(Tables.dynamo(), players, time, new Random(seed)::nextBytes);
  }

  private static String partition(Map<String, AttributeValue> item) {
    return Objects.requireNonNull(item.get("pk")).s();
  }
}
