package io.gamekeeper.leaderboard;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The boards of the game, in the order of their declaration. */
public final class Boards {
  private final Map<String, Board> boards;

  public Boards(List<Board> boards) {
    Map<String, Board> byId = new LinkedHashMap<>();
    for (Board board : boards) {
      byId.put(board.id(), board);
    }
    this.boards = Collections.unmodifiableMap(byId);
  }

  public Optional<Board> find(String id) {
    return Optional.ofNullable(boards.get(id));
  }

  public Collection<Board> all() {
    return boards.values();
  }
}
