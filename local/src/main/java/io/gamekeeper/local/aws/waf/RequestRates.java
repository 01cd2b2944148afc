package io.gamekeeper.local.aws.waf;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of requests that addresses sent within a window that slides by tens of seconds. IPv6
 * addresses count by their first 64 bits, the usual block of one subscriber. Requests over the
 * limit count too: a client that goes on remains blocked.
 *
 * <p>Requests from 127.0.0.1 are not counted, since all players on a laptop have that address. A
 * flood can be tried from another one, such as 127.0.0.2.
 */
public final class RequestRates {
  private static final int SLICE_SECONDS = 10;
  private static final String EVERYBODY = "127.0.0.1";

  /** The most addresses that AWS counts; it drops those that have been quiet longest. */
  private static final int MOST_ADDRESSES = 10_000;

  private final int limit;
  private final int slices;
  private final InstantSource clock;

  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** Creates a limit of that many requests within the window. */
  public RequestRates(int limit, Duration window, InstantSource clock) {
    this.limit = limit;
    this.slices = Math.toIntExact(window.toSeconds() / SLICE_SECONDS);
    this.clock = clock;
  }

  /** Counts a request and tells whether its address has exceeded the limit. */
  synchronized boolean exceeded(String address) {
    if (address.equals(EVERYBODY)) {
      return false;
    }
    long slice = clock.instant().getEpochSecond() / SLICE_SECONDS;
    return counts.computeIfAbsent(key(address), _ -> new Count(slices)).add(slice) > limit;
  }

  private static String key(String address) {
    return InetAddress.ofLiteral(address) instanceof Inet6Address long6
        ? HexFormat.of().formatHex(long6.getAddress(), 0, 8)
        : address;
  }

  private static final class Count {
    private final int[] perSlice;
    private long newest;

    Count(int slices) {
      perSlice = new int[slices];
    }

    int add(long slice) {
      for (long passed = Math.max(newest + 1, slice - perSlice.length + 1);
          passed <= slice;
          passed++) {
        perSlice[(int) (passed % perSlice.length)] = 0;
      }
      newest = Math.max(newest, slice);
      perSlice[(int) (slice % perSlice.length)]++;
      return Arrays.stream(perSlice).sum();
    }
  }
}
