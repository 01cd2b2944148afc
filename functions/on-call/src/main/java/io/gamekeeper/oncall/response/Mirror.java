package io.gamekeeper.oncall.response;

import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.Closure;
import io.gamekeeper.oncall.incident.Incident.Mirrored;
import io.gamekeeper.oncall.incident.IncidentChange;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Changes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes urgent incidents to OpsCenter, at least once for each change of state. Nobody relies on
 * it: what cannot be written is tried again each minute.
 */
public final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  /** How long after its end an incident waits for OpsCenter to hear of it. */
  static final Duration PATIENCE = Duration.ofDays(1);

  private final AlertBook book;
  private final OpsCenter opsCenter;
  private final InstantSource clock;

  public Mirror(AlertBook book, OpsCenter opsCenter, InstantSource clock) {
    this.book = book;
    this.opsCenter = opsCenter;
    this.clock = clock;
  }

  /** Writes what OpsCenter does not know yet. */
  public void mirror() {
    for (Incident incident : book.incidents()) {
      Mirrored known = incident.mirrored();
      if (incident.belongsInOpsCenter() && (known == null || known.state() != incident.state())) {
        String item = known == null ? "" : known.item();
        write(incident, item)
            .ifPresent(
                now ->
                    book.commit(
                        // If somebody else was faster, the next minute writes it again.
                        Changes.of(new IncidentChange(incident, incident.with(now), List.of()))));
      }
    }
  }

  /** Returns what OpsCenter knows now; empty if that is to be tried again. */
  private Optional<Mirrored> write(Incident incident, String known) {
    String item = known;
    try {
      if (item.isEmpty()) {
        item = opsCenter.create(incident);
      }
      opsCenter.update(item, incident);
      return Optional.of(new Mirrored(item, incident.state()));
    } catch (RuntimeException e) { // whatever it is, alarms go on being told
      LOG.warn("OpsCenter does not take incident {}", incident.id(), e);
      Closure closed = incident.closed();
      return closed != null && !closed.at().plus(PATIENCE).isAfter(clock.instant())
          ? Optional.of(new Mirrored(item, incident.state()))
          : Optional.empty();
    }
  }
}
