package io.gamekeeper.asset;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place to fetch from: an edge location of the CDN, or the one that the name leads to.
 *
 * @param name for reports
 * @param address the host and port to connect to instead of those of the assets' address
 */
public record Location(String name, Optional<String> address) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

  /** Checks name and address. */
  public Location {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a location's name: '" + name + "'");
    }
    address.ifPresent(Location::check);
  }

  private static void check(String address) {
    URI uri;
    try {
      uri = URI.create("http://" + address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not HOST:PORT: '" + address + "'", e);
    }
    if (uri.getHost() == null || uri.getPort() < 1 || !uri.getRawAuthority().equals(address)) {
      throw new IllegalArgumentException("not HOST:PORT: '" + address + "'");
    }
  }

  /**
   * Reads {@code NAME=HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Location parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("a location is NAME=HOST:PORT, not '" + text + "'");
    }
    return new Location(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
  }

  /** Returns the location that the assets' own name leads to from here. */
  public static Location nearest() {
    return new Location("nearest", Optional.empty());
  }
}
