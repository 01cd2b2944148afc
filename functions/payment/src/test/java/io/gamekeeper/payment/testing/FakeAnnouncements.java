package io.gamekeeper.payment.testing;

import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Announcements;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** An event bus that remembers what it took. Any number of threads may use it. */
public final class FakeAnnouncements implements Announcements {
  private final List<Announcement> published = new ArrayList<>();
  private Predicate<Announcement> refused = event -> false;

  /** Which events it does not take from now on. */
  public synchronized void refuses(Predicate<Announcement> refused) {
    this.refused = refused;
  }

  /** Returns what it took, in that order, each as often as it was published. */
  public synchronized List<Announcement> published() {
    return List.copyOf(published);
  }

  @Override
  public synchronized Set<String> publish(List<Announcement> events) {
    events.stream().filter(refused.negate()).forEach(published::add);
    return events.stream()
        .filter(refused)
        .map(Announcement::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}
