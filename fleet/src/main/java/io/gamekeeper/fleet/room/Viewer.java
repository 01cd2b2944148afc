package io.gamekeeper.fleet.room;

/** Whoever is told what happens in a room. */
@FunctionalInterface
public interface Viewer {

  /** Takes a message, JSON; returns at once. */
  void show(String message);
}
