package io.gamekeeper.leaderboard;

/** One accepted score, as the log holds it. */
public record ScoreEntry(String player, long score, Stamp stamp) {}
