package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.message.Notification;
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
  static Page of(
      String group,
      String route,
      String receiver,
      Notification notification,
      List<Recipient> recipients) {
    List<Delivery> deliveries = new ArrayList<>();
    for (Recipient recipient : recipients) {
      recipient
          .contacts()
          .forEach(
              (channel, contact) ->
                  deliveries.add(
                      Delivery.first(recipient.person(), channel, contact, notification.at())));
    }
    return new Page(group, route, receiver, notification, recipients, ordered(deliveries));
  }

  /** Everyone is told by one channel before anybody by a second. */
  private static List<Delivery> ordered(List<Delivery> deliveries) {
    return deliveries.stream()
        .sorted(Comparator.comparing(Delivery::channel).thenComparing(Delivery::person))
        .toList();
  }

  public String id() {
    return notification.id();
  }

  /** Returns what is to be sent now, if anything is. */
  Optional<Delivery> due(Instant now) {
    return deliveries.stream().filter(each -> each.dueAt(now)).findFirst();
  }

  /** Returns when something is to be sent next; empty if it is over. */
  public Optional<Instant> next() {
    return deliveries.stream().filter(Delivery::waits).map(Delivery::next).min(Instant::compareTo);
  }

  /** Returns whether at least one address of somebody has taken it. */
  public boolean reachedSomebody() {
    return deliveries.stream().anyMatch(Delivery::accepted);
  }

  /**
   * Returns the page after an attempt. Once each address of a person has failed at least once, the
   * person's others are used as well.
   */
  Page after(Delivery before, Delivery after, Instant now) {
    List<Delivery> changed = new ArrayList<>(deliveries);
    changed.set(deliveries.indexOf(before), after);
    for (Recipient recipient : recipients) {
      if (recipient.person().equals(after.person()) && needsReserve(recipient, changed)) {
        recipient
            .reserve()
            .forEach(
                (channel, contact) ->
                    changed.add(Delivery.first(recipient.person(), channel, contact, now)));
      }
    }
    return new Page(group, route, receiver, notification, recipients, changed);
  }

  private static boolean needsReserve(Recipient recipient, List<Delivery> deliveries) {
    List<Delivery> own =
        deliveries.stream().filter(each -> each.person().equals(recipient.person())).toList();
    return own.size() == recipient.contacts().size()
        && own.stream().noneMatch(Delivery::accepted)
        && own.stream().allMatch(each -> each.attempts() > 0);
  }
}
