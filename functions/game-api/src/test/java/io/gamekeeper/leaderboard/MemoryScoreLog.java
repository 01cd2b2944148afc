package io.gamekeeper.leaderboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The log of one board's season in memory. */
final class MemoryScoreLog implements ScoreLog {
  private final Map<String, ScoreEntry> entries = new TreeMap<>();

  @Override
  public synchronized ScoreEntry append(BoardSeason at, ScoreEntry entry) {
    ScoreEntry before = entries.putIfAbsent(key(entry.player(), entry.stamp().requestId()), entry);
    return before == null ? entry : before;
  }

  @Override
  public synchronized Optional<ScoreEntry> find(BoardSeason at, String player, String requestId) {
    return Optional.ofNullable(entries.get(key(player, requestId)));
  }

  @Override
  public synchronized List<ScoreEntry> entriesOf(BoardSeason at, String player) {
    return entries.values().stream().filter(entry -> entry.player().equals(player)).toList();
  }

  @Override
  public synchronized Optional<List<ScoreEntry>> entriesUpTo(BoardSeason at, int limit) {
    return entries.size() > limit
        ? Optional.empty()
        : Optional.of(new ArrayList<>(entries.values()));
  }

  @Override
  public synchronized void forEachPlayer(BoardSeason at, Consumer<List<ScoreEntry>> player) {
    entries.values().stream()
        .collect(Collectors.groupingBy(ScoreEntry::player))
        .values()
        .forEach(player);
  }

  private static String key(String player, String requestId) {
    return player + '#' + requestId;
  }
}
