package io.gamekeeper.leaderboard;

/** One board during one of its seasons: what is logged, ranked and frozen as a unit. */
public record BoardSeason(Board board, Season season) {}
