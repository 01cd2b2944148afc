package io.gamekeeper.insight;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What happened in a minute that is not over. Of a player's sessions that end in a minute the first
 * counts: who comes and goes does not move the average. That is held for the first {@link #CHECKED}
 * players of a minute; among more, one alone moves little.
 */
public final class Minute {
  static final int CHECKED = 1_000;

  private static final double MILLIS_PER_SECOND = 1_000;

  private long registrations;
  private long purchases;
  private long sessions;
  private double seconds;
  private double shortest = Double.POSITIVE_INFINITY;
  private double longest;
  private final Set<Integer> ended;

  /** Creates a minute in which nothing has happened. */
  public Minute() {
    ended = new LinkedHashSet<>();
  }

  /** Creates a minute as it was kept. */
  public Minute(
      long registrations,
      long purchases,
      long sessions,
      double seconds,
      double shortest,
      double longest,
      Set<Integer> ended) {
    this.registrations = registrations;
    this.purchases = purchases;
    this.sessions = sessions;
    this.seconds = seconds;
    this.shortest = shortest;
    this.longest = longest;
    this.ended = new LinkedHashSet<>(ended);
  }

  void registered() {
    registrations++;
  }

  void purchased() {
    purchases++;
  }

  void sessionEnded(String player, Duration length) {
    int hash = player.hashCode();
    if (ended.contains(hash)) {
      return;
    }
    if (ended.size() < CHECKED) {
      ended.add(hash);
    }
    double took = Math.max(0, length.toMillis() / MILLIS_PER_SECOND);
    sessions++;
    seconds += took;
    shortest = Math.min(shortest, took);
    longest = Math.max(longest, took);
  }

  public long registrations() {
    return registrations;
  }

  public long purchases() {
    return purchases;
  }

  public long sessions() {
    return sessions;
  }

  public double seconds() {
    return seconds;
  }

  public double shortest() {
    return shortest;
  }

  public double longest() {
    return longest;
  }

  /** Returns hashes of the players whose sessions are counted. */
  public Set<Integer> ended() {
    return Set.copyOf(ended);
  }
}
