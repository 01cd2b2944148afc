package io.gamekeeper.players;

import io.gamekeeper.load.Measurements;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Simulated players at play, each on a virtual thread of its own, until closed. */
public final class Players implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();

  /** Gives players their bearer tokens. */
  @FunctionalInterface
  public interface Tokens {
    String tokenFor(String playerId);
  }

  /** The stores where players pay with real money. */
  @FunctionalInterface
  public interface Cashier {
    /** Sells a product in Apple's store, and returns the receipt. */
    String receiptFor(String playerId, String sku);
  }

  /**
   * The settings of the players: what they play, and where.
   *
   * @param address of the API
   * @param tokens asked once by each player
   * @param cashier where they buy now and then
   * @param count players
   * @param boards the boards they play for
   * @param thinkTime mean pause between two actions of a player
   * @param timeout of one call
   * @param seed of everything they choose
   */
  public record Settings(
      InetSocketAddress address,
      Tokens tokens,
      Cashier cashier,
      int count,
      List<PlayedBoard> boards,
      Duration thinkTime,
      Duration timeout,
      long seed) {
    public Settings {
      boards = List.copyOf(boards);
      if (count < 1 || boards.isEmpty()) {
        throw new IllegalArgumentException("there must be a player and a board");
      }
    }
  }

  /** A board and the scores that it accepts, both ends included. */
  public record PlayedBoard(String id, long lowest, long highest) {}

  private Players() {}

  /** Lets the players start. */
  public static Players start(
      Settings settings, Measurements measurements, AcceptedScores acceptedScores) {
    Players players = new Players();
    for (int number = 0; number < settings.count(); number++) {
      SimulatedPlayer player = new SimulatedPlayer(number, settings, measurements, acceptedScores);
      players.threads.add(Thread.ofVirtual().name(playerId(number)).start(player::play));
    }
    return players;
  }

  static String playerId(int number) {
    return String.format(Locale.ROOT, "player-%05d", number);
  }

  /** Ends the game; returns when every player has left. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
