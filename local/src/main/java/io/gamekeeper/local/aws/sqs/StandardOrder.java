package io.gamekeeper.local.aws.sqs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The order of a standard queue: messages are received as they became visible. */
final class StandardOrder implements DeliveryOrder {
  private final Deque<Kept> visible = new ArrayDeque<>();

  @Override
  public void add(Kept message) {
    visible.addLast(message);
  }

  @Override
  public void returned(Kept message) {
    visible.addLast(message);
  }

  @Override
  public boolean deleted(Kept message) {
    return false;
  }

  @Override
  public void offer(Receiver receiver) {
    while (receiver.wantsMore() && !visible.isEmpty()) {
      boolean _ = receiver.take(visible.removeFirst());
    }
  }

  @Override
  public void dropIf(Predicate<Kept> condition) {
    visible.removeIf(condition);
  }

  @Override
  public Stream<Kept> visible() {
    return visible.stream();
  }

  @Override
  public int size() {
    return visible.size();
  }

  @Override
  public int groupsInFlight() {
    return 0;
  }
}
