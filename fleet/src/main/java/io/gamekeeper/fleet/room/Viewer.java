package io.gamekeeper.fleet.room;

/** A recipient of what happens in a room. */
@FunctionalInterface
public interface Viewer {

  /** Takes a message, JSON; returns at once. */
  void show(String message);
}
