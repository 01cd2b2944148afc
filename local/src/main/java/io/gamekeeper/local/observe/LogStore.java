package io.gamekeeper.local.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Log groups in memory: the newest lines of each, as long as its retention keeps them. The stage's
 * clock says how old a line is.
 */
public final class LogStore {
  private static final int CHARACTERS_PER_GROUP = 4_000_000;

  private static final Comparator<LogEvent> BY_TIME =
      Comparator.comparing(LogEvent::at).thenComparing(LogEvent::sequence);

  private final InstantSource clock;
  private final Map<String, Group> groups = new ConcurrentHashMap<>();

  public LogStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds a log group that keeps its lines for ever; an existing one stays as it is. */
  public void create(String group) {
    create(group, Optional.empty());
  }

  /**
   * Adds a log group; an existing one stays as it is.
   *
   * @param retention after which a line is deleted; empty for never
   */
  public void create(String group, Optional<Duration> retention) {
    groups.computeIfAbsent(group, _ -> new Group(clock, retention));
  }

  /** Tells whether {@link #create} was called for this name. */
  public boolean exists(String group) {
    return groups.containsKey(group);
  }

  /** Returns the names of all groups, sorted. */
  public Set<String> groups() {
    return new TreeSet<>(groups.keySet());
  }

  /** Returns how many lines a group has had, also those that are not kept any more. */
  public long lines(String group) {
    return find(group).lastSequence();
  }

  /** Returns the characters of the lines that a group keeps. */
  public long characters(String group) {
    return find(group).characters();
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException if there is no such group
   */
  public void append(String group, String stream, String message) {
    Group lines = find(group);
    lines.append(stream, message);
    lines.watchers.forEach(watcher -> watcher.accept(message));
  }

  /**
   * Has each line that comes looked at.
   *
   * @throws IllegalArgumentException if there is no such group
   */
  public void watch(String group, Consumer<String> watcher) {
    find(group).watchers.add(watcher);
  }

  /** Returns the newest lines, oldest first. */
  public List<LogEvent> tail(String group, int limit) {
    Group lines = find(group);
    return lines.after(Math.max(0, lines.lastSequence() - limit), limit);
  }

  /** Returns the lines from one time to another, both included, by their time. */
  public List<LogEvent> between(String group, Instant from, Instant to) {
    return find(group).between(from, to);
  }

  private Group find(String group) {
    Group lines = groups.get(group);
    if (lines == null) {
      throw new IllegalArgumentException("there is no log group " + group);
    }
    return lines;
  }

  private static final class Group {
    private final InstantSource clock;
    private final Optional<Duration> retention;
    private final Deque<LogEvent> lines = new ArrayDeque<>();
    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();
    private long lastSequence;
    private long characters;

    private Group(InstantSource clock, Optional<Duration> retention) {
      this.clock = clock;
      this.retention = retention;
    }

    synchronized void append(String stream, String message) {
      lastSequence++;
      lines.addLast(new LogEvent(lastSequence, clock.instant(), stream, message));
      characters += message.length();
      while (characters > CHARACTERS_PER_GROUP && lines.size() > 1) {
        removeOldest();
      }
    }

    synchronized long lastSequence() {
      return lastSequence;
    }

    synchronized long characters() {
      expire();
      return characters;
    }

    synchronized List<LogEvent> after(long sequence, int limit) {
      expire();
      List<LogEvent> found = new ArrayList<>();
      var newestFirst = lines.descendingIterator();
      while (newestFirst.hasNext()) {
        LogEvent event = newestFirst.next();
        if (event.sequence() <= sequence) {
          break;
        }
        found.add(event);
      }
      List<LogEvent> ordered = found.reversed();
      return List.copyOf(ordered.subList(0, Math.min(limit, ordered.size())));
    }

    synchronized List<LogEvent> between(Instant from, Instant to) {
      expire();
      return lines.stream()
          .filter(line -> !line.at().isBefore(from) && !line.at().isAfter(to))
          .sorted(BY_TIME)
          .toList();
    }

    private void expire() {
      if (retention.isPresent()) {
        Instant oldest = clock.instant().minus(retention.get());
        while (!lines.isEmpty() && lines.getFirst().at().isBefore(oldest)) {
          removeOldest();
        }
      }
    }

    private void removeOldest() {
      characters -= lines.removeFirst().message().length();
    }
  }
}
