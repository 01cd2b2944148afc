package io.gamekeeper.infra.config;

/** Construct ids that are made of names of the contract. */
public final class ConstructId {
  private ConstructId() {}

  /** Returns a name in kebab case, for instance {@code on-call}, as an id: {@code OnCall}. */
  public static String of(String kebab) {
    StringBuilder pascal = new StringBuilder();
    for (String word : kebab.split("-", -1)) {
      pascal.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return pascal.toString();
  }
}
