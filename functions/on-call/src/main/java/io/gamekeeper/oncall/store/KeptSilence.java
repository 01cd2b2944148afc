package io.gamekeeper.oncall.store;

import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.route.Silence;
import java.time.Instant;
import java.util.List;

/** A silence with its matchers as people write them. */
record KeptSilence(
    String id, List<String> matchers, String author, String reason, Instant from, Instant expires) {

  static KeptSilence of(Silence silence) {
    return new KeptSilence(
        silence.id(),
        silence.matchers().stream().map(Matcher::toString).toList(),
        silence.author(),
        silence.reason(),
        silence.from(),
        silence.expires());
  }

  Silence silence() {
    return new Silence(
        id, matchers.stream().map(Matcher::parse).toList(), author, reason, from, expires);
  }
}
