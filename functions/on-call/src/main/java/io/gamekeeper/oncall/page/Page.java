package io.gamekeeper.oncall.page;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.route.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A notification on its way to people.
 *
 * @param group the key of the group that it tells of
 * @param route the route's name
 * @param receiver the receiver's name
 * @param recipients whom it is for
 * @param deliveries one for each address that is used until now
 */
public record Page(
    String group,
    String route,
    String receiver,
    Notification notification,
    List<Recipient> recipients,
    List<Delivery> deliveries) {
  public Page {
    recipients = List.copyOf(recipients);
    deliveries = List.copyOf(deliveries);
  }

  /** Returns a page of which nothing was sent. */
  static Page of(String group, Route route, Notification notification, List<Recipient> recipients) {
    List<Delivery> deliveries = new ArrayList<>();
    for (Recipient recipient : recipients) {
      recipient
          .contacts()
          .forEach(
              (channel, contact) ->
                  deliveries.add(
                      Delivery.first(recipient.person(), channel, contact, notification.at())));
    }
    // What wakes people comes first if they are to be woken; everyone is told by one channel before
    // anybody by a second.
    Comparator<Delivery> first =
        Comparator.comparing((Delivery each) -> urgent(notification) && !each.channel().wakes());
    deliveries.sort(first.thenComparing(Delivery::channel).thenComparing(Delivery::person));
    return new Page(
        group, route.name(), route.receiver().name(), notification, recipients, deliveries);
  }

  private static boolean urgent(Notification notification) {
    return !notification.over() && notification.severity() == Severity.CRITICAL;
  }

  public String id() {
    return notification.id();
  }

  /** Returns what is to be sent now, if anything is. */
  Optional<Delivery> due(Instant now) {
    // Another try waits behind the first ones.
    return deliveries.stream()
        .filter(each -> each.dueAt(now))
        .min(Comparator.comparing(Delivery::attempts));
  }

  /** Returns when something is to be sent next; empty if it is over. */
  public Optional<Instant> next() {
    return deliveries.stream().filter(Delivery::waits).map(Delivery::next).min(Instant::compareTo);
  }

  /**
   * Returns whether somebody has got it: at least one address has taken it; of a page that is to
   * wake people, one that wakes, if any of them does.
   */
  public boolean reachedSomebody() {
    boolean wakes =
        urgent(notification) && deliveries.stream().anyMatch(each -> each.channel().wakes());
    return deliveries.stream()
        .filter(each -> !wakes || each.channel().wakes())
        .anyMatch(Delivery::accepted);
  }

  /** Returns the page with a delivery that has changed. */
  Page with(Delivery before, Delivery after) {
    List<Delivery> changed = new ArrayList<>(deliveries);
    changed.set(deliveries.indexOf(before), after);
    return new Page(group, route, receiver, notification, recipients, changed);
  }

  /**
   * Returns the page after an attempt. Once each address of a person has failed – at the first
   * attempt if it is CRITICAL, else at the second –, the person's others are used as well.
   */
  Page after(Delivery before, Delivery after, Instant now) {
    List<Delivery> changed = new ArrayList<>(with(before, after).deliveries);
    for (Recipient recipient : recipients) {
      if (recipient.person().equals(after.person())
          && needsReserve(recipient, changed, urgent(notification) ? 1 : 2)) {
        recipient
            .reserve()
            .forEach(
                (channel, contact) ->
                    changed.add(Delivery.first(recipient.person(), channel, contact, now)));
      }
    }
    return new Page(group, route, receiver, notification, recipients, changed);
  }

  private static boolean needsReserve(
      Recipient recipient, List<Delivery> deliveries, int attempts) {
    List<Delivery> own =
        deliveries.stream().filter(each -> each.person().equals(recipient.person())).toList();
    return own.size() == recipient.contacts().size()
        && own.stream().noneMatch(Delivery::accepted)
        && own.stream().allMatch(each -> !each.waits() || each.attempts() >= attempts);
  }
}
