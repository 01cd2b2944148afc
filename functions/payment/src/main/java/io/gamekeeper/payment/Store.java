package io.gamekeeper.payment;

import java.util.Optional;
import java.util.stream.Stream;

/** The places where a purchase is paid. */
public enum Store {
  /** The game itself: paid with a currency of the player's wallet. */
  WALLET("wallet"),
  /** Apple's App Store. */
  APPLE("apple"),
  /** Google Play. */
  GOOGLE("google");

  private final String id;

  Store(String id) {
    this.id = id;
  }

  /** Returns its name in requests, tables and events. */
  public String id() {
    return id;
  }

  /** Returns the store of an {@link #id}; empty if there is none. */
  public static Optional<Store> of(String id) {
    return Stream.of(values()).filter(store -> store.id.equals(id)).findAny();
  }
}
