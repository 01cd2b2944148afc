package io.gamekeeper.fleet.room;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A player's figure in a room; the room's lock guards it, except its direction. */
final class Avatar {
  /** A direction and speed: at most full speed, which is length 1. */
  record Direction(double x, double y) {

    /**
     * Returns the direction of a vector, which may be as long as numbers go.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    static Direction of(double dx, double dy) {
      double larger = Math.max(Math.abs(dx), Math.abs(dy));
      if (!Double.isFinite(larger)) {
        throw new IllegalArgumentException("a direction must be finite");
      }
      if (larger <= 1 && Math.hypot(dx, dy) <= 1) {
        return new Direction(dx, dy);
      }
      double length = Math.hypot(dx / larger, dy / larger);
      return new Direction(dx / larger / length, dy / larger / length);
    }
  }

  private final String player;
  private volatile Direction direction = new Direction(0, 0);
  private double x = Room.SIZE / 2;
  private double y = Room.SIZE / 2;
  private @Nullable Viewer viewer;
  private long absentSince;
  private boolean changed;

  Avatar(String player) {
    this.player = player;
  }

  String player() {
    return player;
  }

  @Nullable Viewer viewer() {
    return viewer;
  }

  /** Makes that viewer see through this figure from now on; the other viewers are told. */
  void watchedBy(Viewer by) {
    viewer = by;
    changed = true;
  }

  /** Ends that viewer's watching, unless another viewer has taken over; the figure stops. */
  void leftBy(Viewer by, long now) {
    if (viewer == by) {
      viewer = null;
      absentSince = now;
      direction = new Direction(0, 0);
    }
  }

  boolean isAbsentFor(long nanos, long now) {
    return viewer == null && now - absentSince >= nanos;
  }

  Spot spot() {
    return new Spot(x, y);
  }

  void placeAt(Spot spot) {
    x = Math.clamp(spot.x(), 0, Room.SIZE);
    y = Math.clamp(spot.y(), 0, Room.SIZE);
  }

  void head(double dx, double dy) {
    direction = Direction.of(dx, dy);
  }

  void advance(double distance) {
    Direction to = direction;
    double newX = Math.clamp(x + to.x() * distance, 0, Room.SIZE);
    double newY = Math.clamp(y + to.y() * distance, 0, Room.SIZE);
    changed |= newX != x || newY != y;
    x = newX;
    y = newY;
  }

  /** Returns whether it changed since the last call. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", player);
    json.writeNumberField("x", Math.rint(x * 100) / 100);
    json.writeNumberField("y", Math.rint(y * 100) / 100);
    json.writeEndObject();
  }
}
