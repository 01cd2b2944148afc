package io.gamekeeper.oncall.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * People who take turns. The hand-over is always at the same time by the clocks of the zone, so a
 * turn in which they change is an hour shorter or longer.
 *
 * @param people in the order of their turns; a person may have several
 * @param firstHandOver when the first person's first turn begins
 * @param days the length of a turn
 */
public record Rotation(List<Person> people, LocalDateTime firstHandOver, int days, ZoneId zone) {
  public Rotation {
    if (people.isEmpty() || days < 1) {
      throw new IllegalArgumentException("a rotation has people, and turns of at least a day");
    }
    people = List.copyOf(people);
  }

  /** Returns whose turn it is; empty before the first hand-over. */
  public Optional<Person> onCall(Instant instant) {
    long turn = turn(instant);
    return turn < 0 ? Optional.empty() : Optional.of(people.get(index(turn)));
  }

  /** Returns the people in the order of their turns, from the next one on. */
  public List<Person> following(Instant instant) {
    List<Person> following = new ArrayList<>(people);
    Collections.rotate(following, -index(Math.max(turn(instant), -1) + 1));
    return following;
  }

  /** Returns when a turn begins; the first is turn 0. */
  public Instant handOver(long turn) {
    return LocalTimes.first(firstHandOver.plusDays(turn * days), zone);
  }

  private long turn(Instant instant) {
    // By the clocks alone it may be one too many or too few, as those change.
    long turn =
        Math.floorDiv(
            ChronoUnit.DAYS.between(firstHandOver, LocalDateTime.ofInstant(instant, zone)), days);
    while (handOver(turn).isAfter(instant)) {
      turn--;
    }
    while (!handOver(turn + 1).isAfter(instant)) {
      turn++;
    }
    return turn;
  }

  private int index(long turn) {
    return Math.floorMod(turn, people.size());
  }
}
