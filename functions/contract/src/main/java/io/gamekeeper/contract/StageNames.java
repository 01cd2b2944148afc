package io.gamekeeper.contract;

/**
 * The names of a stage's alarms, dashboards and groups. Several stages may share an account; what
 * does not begin with the stage's prefix is none of its own.
 *
 * @param stage the stage's key, for instance {@code prod}
 */
public record StageNames(String stage) {

  /** The beginning of every name, for instance {@code gamekeeper-prod-}. */
  public String prefix() {
    return "gamekeeper-" + stage + "-";
  }

  /** Tells whether the stage owns what has that name. */
  public boolean owns(String name) {
    return name.startsWith(prefix());
  }

  /** Returns the whole name of what people may call by its last part. */
  public String whole(String name) {
    return owns(name) ? name : prefix() + name;
  }

  /** Returns what people call something: its name without the prefix. */
  public String brief(String name) {
    return owns(name) ? name.substring(prefix().length()) : name;
  }
}
