package io.gamekeeper.contract;

/** What is known of the monitor to which players' devices report what players experience. */
public final class PlayerExperienceMonitor {
  /** What clients name beside the monitor's id. */
  public static final String ALIAS = "game-client";

  private PlayerExperienceMonitor() {}

  /**
   * The monitor's name, which is also the value of the dimension of its metrics.
   *
   * @param stage key of the stage
   */
  public static String name(String stage) {
    return "gamekeeper-" + stage;
  }
}
