package io.gamekeeper.fleet.claim;

import io.gamekeeper.fleet.room.Spot;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The fleet's memory of who holds a player's session: of two servers the newer claim wins, and the
 * other learns of it when it renews its own. Nothing here fails: while nobody can be asked, each
 * server goes by what it knows itself.
 */
public interface Claims extends AutoCloseable {

  /** What a server has of a player. */
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

  /** Says where the player is now, for whichever server the player comes to next. */
  void tell(Held held);

  @Override
  void close();

  /** Those of a server that is alone. */
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
      public void close() {}
    };
  }
}
