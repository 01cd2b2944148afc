package io.gamekeeper.local.inbox;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.StageTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The channels of a stage, which lead into one inbox and can be disturbed one by one. */
public final class Channels {
  private final Inbox inbox = new Inbox();
  private final Map<Channel, Line> lines = new EnumMap<>(Channel.class);

  /** Creates channels without faults. */
  public Channels(StageTime time) {
    for (Channel channel : Channel.values()) {
      lines.put(channel, new Line(channel, time, inbox));
    }
  }

  /** Creates channels whose slowness passes by the ground's agenda, whichever thread meets it. */
  public static Channels on(Ground ground) {
    StageTime time = ground.time();
    return new Channels(new StageTime(time.clock(), ground.agenda()::elapse, time.random()));
  }

  public Inbox inbox() {
    return inbox;
  }

  /** Returns the line of a channel. */
  public Line line(Channel channel) {
    return Objects.requireNonNull(lines.get(channel));
  }

  /** Disturbs a channel's service until the next call. */
  public void disturb(Channel channel, Fault fault) {
    line(channel).disturb(fault);
  }

  /** Returns the fault of a channel's service. */
  public Fault fault(Channel channel) {
    return line(channel).fault();
  }
}
