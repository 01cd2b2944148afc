package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pages: at least once to each address. How far a page is, is kept before each attempt and
 * after the last, so whoever dies in one sends that message twice.
 */
public final class PostOffice {
  /** For how long a page is taken: for longer than a call lives. */
  static final Duration TAKEN = Duration.ofSeconds(60);

  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(PostOffice.class);

  private final AlertBook book;
  private final Map<Channel, Messenger> messengers;
  private final Links links;
  private final Waker waker;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Creates a post office with a messenger for each channel. */
  public PostOffice(
      AlertBook book,
      Map<Channel, Messenger> messengers,
      Links links,
      Waker waker,
      InstantSource clock,
      RandomGenerator random) {
    this.book = book;
    this.messengers = Map.copyOf(messengers);
    this.links = links;
    this.waker = waker;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Sends all pages of which something is due.
   *
   * @param until when to begin no more; what is left comes later
   */
  public void sendAll(Instant until) {
    Instant now = clock.instant();
    for (Page page : book.onTheirWay()) {
      // One that is over was not given back by who sent the last of it.
      if (page.next().map(at -> !at.isAfter(now)).orElse(true)) {
        send(page.id(), until);
      }
    }
  }

  /**
   * Sends what is due of a page, unless somebody else is sending it.
   *
   * @param until when to begin no more; what is left comes later
   */
  public void send(String id, Instant until) {
    Instant begun = clock.instant();
    if (!begun.isBefore(until)) {
      waker.send(id, begun);
      return;
    }
    Optional<Page> taken = book.take(id, begun, begun.plus(TAKEN));
    if (taken.isEmpty()) {
      return;
    }
    Page page = taken.get();
    for (Instant now = begun; now.isBefore(until); now = clock.instant()) {
      Optional<Delivery> due = page.due(now);
      if (due.isEmpty()) {
        break;
      }
      Delivery attempt = due.get().begun(now, random);
      page = page.with(due.get(), attempt);
      book.keep(page);
      Delivery after = attempt.after(send(attempt, page), clock.instant(), random);
      if (!after.accepted()) {
        LOG.warn(
            "Page {} did not reach {} by {}: {}",
            id,
            after.person(),
            after.channel(),
            after.detail());
      }
      page = page.after(attempt, after, clock.instant());
    }
    book.giveBack(page);
    page.next().ifPresent(at -> waker.send(id, at));
    if (page.next().isEmpty() && !page.reachedSomebody()) {
      LOG.error("Page {} has reached nobody", id);
    }
  }

  /**
   * Returns whether pages get to people: whether none of the last hour has ended without reaching
   * anybody, and none is on its way for minutes that has reached nobody yet.
   */
  public boolean reachesPeople() {
    Instant now = clock.instant();
    return book.over(now.minus(REMEMBERED), now, Integer.MAX_VALUE).stream()
            .allMatch(Page::reachedSomebody)
        && book.onTheirWay().stream()
            .allMatch(
                page ->
                    page.reachedSomebody() || page.notification().at().plus(PATIENCE).isAfter(now));
  }

  private Messenger.Result send(Delivery delivery, Page page) {
    Messenger messenger = messengers.get(delivery.channel());
    return messenger == null
        ? new Messenger.Refused("there is no such channel")
        : messenger.send(delivery.contact(), forReader(page.notification(), delivery.person()));
  }

  private Notification forReader(Notification notification, String person) {
    String incident = notification.incident();
    return incident == null || notification.over()
        ? notification
        : links
            .acknowledge(incident, person, notification.at())
            .map(notification::acknowledgedAt)
            .orElse(notification);
  }
}
