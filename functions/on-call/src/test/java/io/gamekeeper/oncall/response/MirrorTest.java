package io.gamekeeper.oncall.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.Closure;
import io.gamekeeper.oncall.incident.Incident.Mirrored;
import io.gamekeeper.oncall.incident.Incident.State;
import io.gamekeeper.oncall.incident.IncidentChange;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Changes;
import io.gamekeeper.oncall.store.DynamoAlertBook;
import io.gamekeeper.oncall.store.Tables;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MirrorTest {
  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");
  private static final String ID = "2026-03-03-0900-k7m2";

  private final VirtualTime time = new VirtualTime(NOW);
  private final AlertBook book = new DynamoAlertBook(Tables.dynamo(), Tables.create(), time);
  private final Items items = new Items();
  private final Mirror mirror = new Mirror(book, items, time);

  /** An OpsCenter that writes down what it is told. */
  private static final class Items implements OpsCenter {
    final List<String> told = new ArrayList<>();
    boolean away;

    @Override
    public String create(Incident incident) {
      answer("create");
      return "oi-1";
    }

    @Override
    public void update(String item, Incident incident) {
      answer(item + " " + incident.state());
    }

    private void answer(String what) {
      told.add(what);
      if (away) {
        throw new IllegalStateException("away");
      }
    }
  }

  @Test
  void anUrgentIncidentGetsAnItemAndIsWrittenOncePerState() {
    keep("critical", Alert.State.FIRING, null);
    mirror.mirror();
    mirror.mirror();

    assertThat(items.told).containsExactly("create", "oi-1 OPEN");
    assertThat(incident().mirrored()).isEqualTo(new Mirrored("oi-1", State.OPEN));

    keep("critical", Alert.State.RESOLVED, null);
    mirror.mirror();
    assertThat(items.told).containsExactly("create", "oi-1 OPEN", "oi-1 RECOVERED");
  }

  @Test
  void itsEndIsWrittenAndThenItIsOneOfThePast() {
    keep("high", Alert.State.FIRING, null);
    mirror.mirror();
    keep("high", Alert.State.RESOLVED, closed());
    assertThat(book.incidents()).hasSize(1);
    mirror.mirror();

    assertThat(items.told).endsWith("oi-1 RESOLVED");
    assertThat(book.incidents()).isEmpty();
    assertThat(book.pastIncidents(10)).singleElement().returns(ID, Incident::id);
  }

  @Test
  void aLessUrgentOneHasNone() {
    keep("medium", Alert.State.FIRING, null);
    mirror.mirror();

    assertThat(items.told).isEmpty();
    keep("medium", Alert.State.RESOLVED, closed());
    assertThat(book.incidents()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsTriedAgain() {
    items.away = true;
    keep("critical", Alert.State.FIRING, null);
    mirror.mirror();
    assertThat(incident().mirrored()).isNull();
    items.away = false;
    mirror.mirror();

    assertThat(items.told).containsExactly("create", "create", "oi-1 OPEN");
  }

  @Test
  void anIncidentDoesNotWaitForEver() {
    items.away = true;
    keep("critical", Alert.State.RESOLVED, closed());
    time.advance(Mirror.PATIENCE.minus(Duration.ofSeconds(1)));
    mirror.mirror();
    assertThat(book.incidents()).hasSize(1);

    time.advance(Duration.ofSeconds(1));
    mirror.mirror();
    assertThat(book.incidents()).isEmpty();
  }

  private static Closure closed() {
    return new Closure(NOW, null, "", null);
  }

  private Incident incident() {
    return book.incident(ID).orElseThrow();
  }

  /** Keeps the incident in that state, with what OpsCenter knows of it. */
  private void keep(String severity, Alert.State state, @Nullable Closure closed) {
    Incident before = book.incident(ID).orElse(null);
    Alert alert =
        new Alert(
            Map.of(Alert.STAGE, "prod", Alert.ALARM, "A", Alert.SEVERITY, severity),
            state,
            NOW,
            "",
            "");
    Incident after =
        new Incident(
            ID,
            NOW,
            NOW,
            Map.of(alert.key(), alert),
            List.of("group"),
            null,
            closed,
            before == null ? null : before.mirrored(),
            before == null ? 0 : before.version());
    assertThat(book.commit(Changes.of(new IncidentChange(before, after, List.of())))).isTrue();
  }
}
