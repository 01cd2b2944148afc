package io.gamekeeper.fleet.room;

import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.Timing;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A server's rooms. Each advances by itself in fixed ticks for as long as somebody has a place in
 * it; a tick that comes too late is skipped and not made up for.
 */
public final class Rooms implements AutoCloseable {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Supplier<Settings> settings;
  private final Timing timing;
  private final Log log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Room> rooms = new LinkedHashMap<>();
  private final Map<String, Room> roomOfPlayer = new HashMap<>();
  private final Map<Room, Thread> threads = new HashMap<>();
  private final AtomicReference<Ticks> ticks = new AtomicReference<>(Ticks.NONE);
  private long lastId;

  /** A player's place in a room. */
  public final class Place {
    private final Room room;
    private final Avatar avatar;
    private final Viewer viewer;

    private Place(Room room, Avatar avatar, Viewer viewer) {
      this.room = room;
      this.avatar = avatar;
      this.viewer = viewer;
    }

    public String room() {
      return room.id();
    }

    /** Makes the player head there from now on, at most at full speed, which is length 1. */
    public void head(double dx, double dy) {
      avatar.head(dx, dy);
    }

    /** Notes that the player is gone, and may come back to the place for a while. */
    public void leave() {
      room.leave(avatar, viewer, timing.nanos());
    }

    /** Notes that the player is gone, and has a place on another server. */
    public void vacate() {
      room.leave(avatar, viewer, timing.nanos() - Room.PLACE_KEPT.toNanos());
    }

    public Spot spot() {
      return room.spot(avatar);
    }
  }

  /** A room as the others see it. */
  public record Overview(String id, int players, int capacity) {}

  /**
   * Ticks of all rooms.
   *
   * @param count those that ran
   * @param roomNanos for how long the rooms lived, added up
   * @param overruns how often a room came too late by a tick or more
   */
  public record Ticks(long count, long roomNanos, long overruns) {
    static final Ticks NONE = new Ticks(0, 0, 0);

    Ticks plus(long nanos, boolean overrun) {
      return new Ticks(count + 1, roomNanos + nanos, overruns + (overrun ? 1 : 0));
    }

    /** Returns the ticks per second and room. */
    public double perSecond() {
      return roomNanos == 0 ? 0 : (double) count * SECOND / roomNanos;
    }
  }

  public Rooms(Supplier<Settings> settings, Timing timing, Log log) {
    this.settings = settings;
    this.timing = timing;
    this.log = log;
  }

  /**
   * Finds the player's place, or one in the first room that is not full, or in a new one.
   *
   * @param from where the player was meanwhile, on another server
   */
  public Place enter(String player, Viewer viewer, Optional<Spot> from) {
    lock.lock();
    try {
      Settings now = settings.get();
      Room room = roomOfPlayer.get(player);
      if (room == null) {
        room = roomWithSpace(now.playersPerRoom());
        roomOfPlayer.put(player, room);
      }
      return new Place(room, room.enter(player, viewer, now.ticksPerSecond(), from), viewer);
    } finally {
      lock.unlock();
    }
  }

  public List<Overview> list() {
    int capacity = settings.get().playersPerRoom();
    lock.lock();
    try {
      return rooms.values().stream()
          .map(room -> new Overview(room.id(), room.players(), capacity))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Returns what the rooms ticked since the last call. */
  public Ticks takeTicks() {
    return ticks.getAndSet(Ticks.NONE);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      threads.values().forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }

  private Room roomWithSpace(int capacity) {
    for (Room room : rooms.values()) {
      if (room.players() < capacity) {
        return room;
      }
    }
    Room room = new Room("room-" + ++lastId);
    rooms.put(room.id(), room);
    threads.put(room, Thread.ofVirtual().name(room.id()).start(() -> live(room)));
    return room;
  }

  private void live(Room room) {
    try {
      long last = timing.nanos();
      long next = last;
      do {
        long period = SECOND / settings.get().ticksPerSecond();
        next += period;
        long now = timing.nanos();
        boolean overrun = now - next >= period;
        if (overrun) {
          next = now;
        } else if (next - now > 0) {
          timing.sleep(Duration.ofNanos(next - now));
        }
        long started = timing.nanos();
        forget(room, room.tick((double) period / SECOND, started));
        long lived = started - last;
        ticks.updateAndGet(t -> t.plus(lived, overrun));
        last = started;
      } while (!removedEmpty(room));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The boundary of a room: whoever connects again gets another; the other rooms go on.
      log.error("roomFailed", e, "room", room.id());
      remove(room);
    }
  }

  private void remove(Room room) {
    lock.lock();
    try {
      rooms.remove(room.id());
      threads.remove(room);
      roomOfPlayer.values().removeIf(other -> other == room);
    } finally {
      lock.unlock();
    }
  }

  private void forget(Room room, List<String> gone) {
    if (!gone.isEmpty()) {
      lock.lock();
      try {
        for (String player : gone) {
          // Somebody may have come back since the tick.
          if (!room.holds(player)) {
            roomOfPlayer.remove(player, room);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean removedEmpty(Room room) {
    if (room.players() > 0) {
      return false;
    }
    lock.lock();
    try {
      if (room.players() > 0) {
        return false;
      }
      threads.remove(room);
      return rooms.remove(room.id(), room);
    } finally {
      lock.unlock();
    }
  }
}
