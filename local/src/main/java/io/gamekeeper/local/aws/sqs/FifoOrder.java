package io.gamekeeper.local.aws.sqs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The order of a FIFO queue: the messages of a group are received as they were sent. While one of
 * them is in flight, the others of its group wait; a message that comes back takes its old place. A
 * receiver gets as many messages of a group as it wants, then those of the next group that is free.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">FIFO
 *     queue delivery logic in Amazon SQS</a>
 */
final class FifoOrder implements DeliveryOrder {
  private final Map<String, Group> groups = new HashMap<>();

  /** The groups that have visible messages and none in flight, longest free first. */
  private final Deque<Group> free = new ArrayDeque<>();

  private int size;
  private int groupsInFlight;

  private static final class Group {
    private final Queue<Kept> visible =
        new PriorityQueue<>(Comparator.comparingLong(message -> message.sequence));
    private int inFlight;
  }

  @Override
  public void add(Kept message) {
    Group group = groups.computeIfAbsent(message.group(), _ -> new Group());
    if (group.inFlight == 0 && group.visible.isEmpty()) {
      free.addLast(group);
    }
    group.visible.add(message);
    size++;
  }

  @Override
  public void returned(Kept message) {
    Group group = require(message);
    group.visible.add(message);
    size++;
    landed(message, group);
  }

  @Override
  public boolean deleted(Kept message) {
    Group group = require(message);
    landed(message, group);
    return group.inFlight == 0 && !group.visible.isEmpty();
  }

  private Group require(Kept message) {
    return Objects.requireNonNull(groups.get(message.group()), "a group with messages in flight");
  }

  private void landed(Kept message, Group group) {
    group.inFlight--;
    if (group.inFlight == 0) {
      groupsInFlight--;
      settle(message.group(), group);
    }
  }

  /** Lets a group without messages in flight deliver, or forgets it if it is empty. */
  private void settle(String name, Group group) {
    if (group.visible.isEmpty()) {
      groups.remove(name);
    } else {
      free.addLast(group);
    }
  }

  @Override
  public void offer(Receiver receiver) {
    while (receiver.wantsMore() && !free.isEmpty()) {
      Group group = free.removeFirst();
      String name = group.visible.element().group();
      while (receiver.wantsMore() && !group.visible.isEmpty()) {
        size--;
        if (receiver.take(group.visible.remove())) {
          group.inFlight++;
        }
      }
      if (group.inFlight > 0) {
        groupsInFlight++;
      } else {
        settle(name, group);
      }
    }
  }

  @Override
  public void dropIf(Predicate<Kept> condition) {
    List<String> emptied = new ArrayList<>();
    groups.forEach(
        (name, group) -> {
          int before = group.visible.size();
          group.visible.removeIf(condition);
          size -= before - group.visible.size();
          if (group.visible.isEmpty() && group.inFlight == 0) {
            emptied.add(name);
          }
        });
    for (String name : emptied) {
      free.remove(groups.remove(name));
    }
  }

  @Override
  public Stream<Kept> visible() {
    return groups.values().stream().flatMap(group -> group.visible.stream());
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int groupsInFlight() {
    return groupsInFlight;
  }
}
