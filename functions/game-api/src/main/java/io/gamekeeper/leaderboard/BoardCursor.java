package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.platform.identity.PlayerId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The end of a page, as an opaque text that the caller sends to get the next one. It names a place
 * in the order, not a rank: players who move between two pages neither hide nor repeat one who
 * stands still.
 *
 * @param rank of the last row when the page was read; a hint for frozen seasons, where it is exact
 */
record BoardCursor(String board, String season, long rank, Position position) {
  private static final String VERSION = "1";
  private static final int MAX_LENGTH = 512;

  String encode() {
    String text =
        String.join(
            "|",
            VERSION,
            board,
            season,
            Long.toString(rank),
            Long.toString(position.sortScore()),
            position.reached().encode(),
            position.player());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reverses {@link #encode()}; empty if the text is not a cursor. */
  static Optional<BoardCursor> decode(String encoded) {
    if (encoded.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.US_ASCII);
      String[] parts = text.split("\\|", -1);
      if (parts.length != 7 || !parts[0].equals(VERSION)) {
        return Optional.empty();
      }
      long rank = Long.parseLong(parts[3]);
      long sortScore = Long.parseLong(parts[4]);
      if (rank < 1 || Math.abs(sortScore) > ScoreBounds.MAX || !PlayerId.isValid(parts[6])) {
        return Optional.empty();
      }
      Position position = new Position(sortScore, Stamp.decode(parts[5]), parts[6]);
      BoardCursor cursor = new BoardCursor(parts[1], parts[2], rank, position);
      // Whatever else reads as the same, padding or a plus sign for instance, is not of ours.
      return cursor.encode().equals(encoded) ? Optional.of(cursor) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no base64, no number or no stamp: NumberFormatException is one too
    }
  }
}
