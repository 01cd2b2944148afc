package io.gamekeeper.fleet.room;

/** Where a figure is in a room. */
public record Spot(double x, double y) {
  public Spot {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a spot must be finite");
    }
  }
}
