package io.gamekeeper.fleet.claim;

import io.gamekeeper.fleet.room.Spot;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The fleet's record of which server holds a player's session: of two servers the newer claim wins,
 * and the other learns of it when it renews its own. No method fails: while the record cannot be
 * reached, each server relies on what it knows itself.
 */
public interface Claims extends AutoCloseable {

  /** A server's claim on a player, and the player's place. */
  record Held(Claim claim, Spot spot) {}

  /**
   * Claims the player's session, over whoever had it.
   *
   * @return where the player was if another server had it within {@link
   *     io.gamekeeper.fleet.room.Room#PLACE_KEPT}
   */
  Optional<Spot> take(Claim claim);

  /**
   * Renews claims and says where the players are.
   *
   * @return the claims that another server has taken over
   */
  List<Claim> renew(Collection<Held> held);

  /** Records where the player is now, for the server that the player comes to next. */
  void tell(Held held);

  /** Returns whether other servers know of them: then taking one asks a server. */
  default boolean areShared() {
    return true;
  }

  @Override
  void close();

  /** Returns the claims of a server that is alone. */
  static Claims none() {
    return new Claims() {
      @Override
      public Optional<Spot> take(Claim claim) {
        return Optional.empty();
      }

      @Override
      public List<Claim> renew(Collection<Held> held) {
        return List.of();
      }

      @Override
      public void tell(Held held) {}

      @Override
      public boolean areShared() {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
