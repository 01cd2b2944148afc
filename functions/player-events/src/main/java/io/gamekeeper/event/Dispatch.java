package io.gamekeeper.event;

import io.gamekeeper.event.EventMessage.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the listeners with a batch of messages. A listener that fails delays no other: the events
 * that it failed for are kept in a queue of their own for it, and in the end among the dead
 * letters. At least once for each listener: a message is done with when each of its events was
 * handled or kept.
 */
public final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
  private static final int LONGEST_REASON = 300;

  private final List<Listener> listeners;
  private final Map<String, EventListener> code;
  private final FailedEvents failed;
  private final DispatchMeter meter;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** An event for a listener. */
  private record Delivery(int message, PlayerEvent event, int failuresBefore) {}

  /**
   * Creates a dispatch.
   *
   * @param listeners who is called, by priority
   * @param code what is called, by the listener's name
   * @param failed keeps events that a listener failed for
   */
  public Dispatch(
      List<Listener> listeners,
      Map<String, EventListener> code,
      FailedEvents failed,
      DispatchMeter meter,
      InstantSource clock,
      RandomGenerator random) {
    for (Listener listener : listeners) {
      if (!code.containsKey(listener.name())) {
        throw new IllegalArgumentException(
            "listeners.yaml names '"
                + listener.name()
                + "', of which there is no class; known are "
                + code.keySet().stream().sorted().toList());
      }
    }
    this.listeners = List.copyOf(listeners);
    this.code = Map.copyOf(code);
    this.failed = failed;
    this.meter = meter;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Calls the listeners.
   *
   * @return the indexes of the messages that have to be delivered again
   */
  public Set<Integer> handle(List<EventMessage> messages) {
    Set<Integer> again = new HashSet<>();
    Set<PlayerEvent> incomplete = new HashSet<>();
    for (Listener listener : listeners) {
      List<Delivery> deliveries = deliveries(listener, messages);
      if (!deliveries.isEmpty()) {
        call(listener, deliveries, again, incomplete);
      }
    }
    for (int i = 0; i < messages.size(); i++) {
      measure(messages.get(i), incomplete);
      if (isForNobody(messages.get(i))) {
        again.add(i);
      }
    }
    return again;
  }

  private static List<Delivery> deliveries(Listener listener, List<EventMessage> messages) {
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      EventMessage message = messages.get(i);
      String only = message.retry().map(Retry::listener).orElse(listener.name());
      int failures = message.retry().map(Retry::failures).orElse(0);
      if (only.equals(listener.name())) {
        for (PlayerEvent event : message.events()) {
          if (listener.types().contains(event.type())) {
            deliveries.add(new Delivery(i, event, failures));
          }
        }
      }
    }
    return deliveries;
  }

  /** Returns whether a message names a listener that is no longer there: a person has to look. */
  private boolean isForNobody(EventMessage message) {
    return message
        .retry()
        .filter(
            retry -> listeners.stream().noneMatch(known -> known.name().equals(retry.listener())))
        .isPresent();
  }

  private void call(
      Listener listener,
      List<Delivery> deliveries,
      Set<Integer> again,
      Set<PlayerEvent> incomplete) {
    List<PlayerEvent> events = deliveries.stream().map(Delivery::event).distinct().toList();
    Instant start = clock.instant();
    Map<PlayerEvent, String> failures = outcome(listener, events);
    meter.called(
        listener.name(), events.size(), failures.size(), Duration.between(start, clock.instant()));
    for (Delivery delivery : deliveries) {
      String reason = failures.get(delivery.event());
      if (reason != null) {
        incomplete.add(delivery.event());
        if (!keep(listener, delivery, reason)) {
          again.add(delivery.message());
        }
      }
    }
  }

  /** Calls a listener, for no longer than it may take. */
  private Map<PlayerEvent, String> outcome(Listener listener, List<PlayerEvent> events) {
    EventListener called = Objects.requireNonNull(code.get(listener.name()));
    FutureTask<Map<PlayerEvent, String>> task = new FutureTask<>(() -> called.handle(events));
    Thread.ofVirtual().name("listener-" + listener.name()).start(task);
    try {
      return task.get(listener.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return allFor(events, "took longer than " + listener.timeLimit().toMillis() + " ms");
    } catch (ExecutionException e) {
      LOG.warn("Listener {} failed", listener.name(), e.getCause());
      return allFor(events, String.valueOf(e.getCause()));
    } catch (CancellationException e) {
      return allFor(events, "was cancelled");
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return allFor(events, "the function was interrupted");
    }
  }

  private static Map<PlayerEvent, String> allFor(List<PlayerEvent> events, String reason) {
    Map<PlayerEvent, String> failures = new HashMap<>();
    events.forEach(event -> failures.put(event, reason));
    return failures;
  }

  /** Keeps an event that a listener failed for; returns whether that is certain. */
  private boolean keep(Listener listener, Delivery delivery, String why) {
    int failures = delivery.failuresBefore() + 1;
    Retry retry =
        new Retry(
            listener.name(),
            failures,
            why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) : why);
    EventMessage message = EventMessage.again(List.of(delivery.event()), retry);
    try {
      if (failures >= listener.retry().attempts()) {
        failed.giveUp(message);
        meter.gaveUp();
      } else {
        failed.again(message, delay(listener, failures));
      }
      return true;
    } catch (EventQueueException e) {
      LOG.warn("Event {} for listener {} is not kept", delivery.event().id(), listener.name(), e);
      return false;
    }
  }

  private Duration delay(Listener listener, int failures) {
    long most = listener.retry().delay(failures).toSeconds();
    return Duration.ofSeconds(random.nextLong(most + 1));
  }

  private void measure(EventMessage message, Set<PlayerEvent> incomplete) {
    int failures = (int) message.events().stream().filter(incomplete::contains).count();
    Duration latency =
        message.retry().isPresent() || message.events().isEmpty()
            ? Duration.ZERO
            : message.latency(clock.instant());
    meter.handled(message.events().size() - failures, failures, latency);
  }
}
