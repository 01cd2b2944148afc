package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the cause that hides an alert. Stricter than Alertmanager in two ways, so that somebody
 * always hears of something: a cause that is silenced itself hides nothing, unless a cause of its
 * own is told; and alerts that would hide each other in a circle are all told.
 */
final class Causes {
  /** A cause, and the rule by which it hides. */
  record Found(String rule, Alert cause) {}

  private final List<Inhibition> inhibitions;
  private final Context context;
  private final Instant now;
  private final Map<String, List<Found>> direct = new HashMap<>();
  private final Map<String, Optional<Found>> hiding = new HashMap<>();

  Causes(List<Inhibition> inhibitions, Context context, Instant now) {
    this.inhibitions = inhibitions;
    this.context = context;
    this.now = now;
  }

  /** Returns what hides an alert; empty if nothing does. */
  Optional<Found> hiding(Alert alert) {
    Optional<Found> known = hiding.get(alert.key());
    if (known == null) {
      // Ends, because what is followed never leads back: circles are left out.
      known =
          direct(alert).stream()
              .filter(found -> !all(found.cause()).contains(alert.key()))
              .filter(found -> !silenced(found.cause()) || hiding(found.cause()).isPresent())
              .findFirst();
      hiding.put(alert.key(), known);
    }
    return known;
  }

  private boolean silenced(Alert alert) {
    return context.silences().stream().anyMatch(silence -> silence.hides(alert, now));
  }

  private List<Found> direct(Alert alert) {
    return direct.computeIfAbsent(
        alert.key(),
        key -> inhibitions.stream().flatMap(inhibition -> causes(inhibition, alert)).toList());
  }

  private Stream<Found> causes(Inhibition inhibition, Alert alert) {
    return context.active().stream()
        .filter(cause -> inhibition.hides(cause, alert))
        .map(cause -> new Found(inhibition.name(), cause));
  }

  /** Returns the keys of an alert's causes, of theirs, and so on. */
  private Set<String> all(Alert alert) {
    Set<String> keys = new HashSet<>();
    collect(alert, keys);
    return keys;
  }

  private void collect(Alert alert, Set<String> keys) {
    for (Found found : direct(alert)) {
      if (keys.add(found.cause().key())) {
        collect(found.cause(), keys);
      }
    }
  }
}
