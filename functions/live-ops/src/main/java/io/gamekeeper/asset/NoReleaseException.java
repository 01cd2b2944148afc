package io.gamekeeper.asset;

import java.util.List;

/**
 * Thrown if a channel has no release where somebody looked for one; most likely there is no such
 * channel.
 */
public final class NoReleaseException extends AssetException {
  /**
   * Creates the exception for a caller who sees one channel only.
   *
   * @param reason how the channel was not found
   */
  public NoReleaseException(Channel channel, String reason) {
    super("there is no release of a channel " + channel + ": " + reason);
  }

  /**
   * Creates the exception for a caller who sees all channels.
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
