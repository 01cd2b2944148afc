package io.gamekeeper.fleet.room;

import io.gamekeeper.fleet.system.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A square in which players move. At each tick the viewers are told what changed; a player who is
 * gone keeps the place for {@link #PLACE_KEPT}.
 */
public final class Room {
  /** Length of a side. */
  static final double SIZE = 1000;

  /** How far a figure moves per second at full speed. */
  static final double SPEED = 100;

  /** How long a player whose connection broke may take to come back. */
  public static final Duration PLACE_KEPT = Duration.ofSeconds(30);

  private final String id;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Avatar> avatars = new LinkedHashMap<>();
  private long tick;

  Room(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** Returns how many places are taken, including those of players who may come back. */
  int players() {
    lock.lock();
    try {
      return avatars.size();
    } finally {
      lock.unlock();
    }
  }

  boolean holds(String player) {
    lock.lock();
    try {
      return avatars.containsKey(player);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the player a place, or the one that the player has; the first message shows the whole
   * room.
   *
   * @param from where the player was meanwhile, on another server
   */
  Avatar enter(String player, Viewer viewer, int ticksPerSecond, Optional<Spot> from) {
    lock.lock();
    try {
      boolean resumed = avatars.containsKey(player) || from.isPresent();
      Avatar avatar = avatars.computeIfAbsent(player, Avatar::new);
      from.ifPresent(avatar::placeAt);
      avatar.watchedBy(viewer);
      viewer.show(welcome(player, resumed, ticksPerSecond));
      return avatar;
    } finally {
      lock.unlock();
    }
  }

  Spot spot(Avatar avatar) {
    lock.lock();
    try {
      return avatar.spot();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the player is gone since that moment; the place is kept for {@link #PLACE_KEPT}. */
  void leave(Avatar avatar, Viewer viewer, long now) {
    lock.lock();
    try {
      avatar.leftBy(viewer, now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Advances the room.
   *
   * @param seconds of the game's time
   * @param now nanoseconds of the clock
   * @return the players who lost their places
   */
  List<String> tick(double seconds, long now) {
    lock.lock();
    try {
      tick++;
      List<String> gone = removeAbsent(now);
      List<Avatar> changed = new ArrayList<>();
      for (Avatar avatar : avatars.values()) {
        avatar.advance(SPEED * seconds);
        if (avatar.takeChanged()) {
          changed.add(avatar);
        }
      }
      if (!changed.isEmpty() || !gone.isEmpty()) {
        show(state(changed, gone));
      }
      return gone;
    } finally {
      lock.unlock();
    }
  }

  private List<String> removeAbsent(long now) {
    List<String> gone = new ArrayList<>();
    for (Avatar avatar : avatars.values()) {
      if (avatar.isAbsentFor(PLACE_KEPT.toNanos(), now)) {
        gone.add(avatar.player());
      }
    }
    gone.forEach(avatars::remove);
    return gone;
  }

  private void show(String message) {
    for (Avatar avatar : avatars.values()) {
      Viewer viewer = avatar.viewer();
      if (viewer != null) {
        viewer.show(message);
      }
    }
  }

  private String welcome(String player, boolean resumed, int ticksPerSecond) {
    return Json.object(
        json -> {
          json.writeStringField("type", "welcome");
          json.writeStringField("player", player);
          json.writeStringField("room", id);
          json.writeBooleanField("resumed", resumed);
          json.writeNumberField("ticksPerSecond", ticksPerSecond);
          json.writeNumberField("tick", tick);
          json.writeArrayFieldStart("players");
          for (Avatar avatar : avatars.values()) {
            avatar.write(json);
          }
          json.writeEndArray();
        });
  }

  private String state(List<Avatar> changed, List<String> gone) {
    return Json.object(
        json -> {
          json.writeStringField("type", "state");
          json.writeNumberField("tick", tick);
          json.writeArrayFieldStart("players");
          for (Avatar avatar : changed) {
            avatar.write(json);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("left");
          for (String player : gone) {
            json.writeString(player);
          }
          json.writeEndArray();
        });
  }
}
