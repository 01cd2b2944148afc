package io.gamekeeper.asset;

import java.util.List;

/** There is no release of a channel where somebody looked for one, most likely no such channel. */
public final class NoReleaseException extends AssetException {
  /**
   * Of somebody who sees one channel only.
   *
   * @param reason what the channel was not found by
   */
  public NoReleaseException(Channel channel, String reason) {
    super("there is no release of a channel " + channel + ": " + reason);
  }

  /**
   * Of somebody who sees them all.
   *
   * @param channels those that have releases
   */
  public NoReleaseException(Channel channel, List<Channel> channels) {
    super(
        "there is no channel "
            + channel
            + (channels.isEmpty()
                ? ": nothing has been released yet"
                : ": there are "
                    + String.join(", ", channels.stream().map(Channel::name).toList())));
  }
}
