package io.gamekeeper.fleet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of a caller, as far as it can be trusted. A load balancer appends the address that
 * called it to {@code X-Forwarded-For}; whatever stands before that, the caller wrote. The header
 * counts only from a peer in a private network or on this machine, which is where load balancers
 * are: a caller who reaches a server in another way is known by the connection.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html">HTTP
 *     headers and Application Load Balancers</a>
 */
final class CallerAddress {
  /** The address of all players on a developer's machine; floods are tested from another one. */
  private static final String EVERYBODY = "127.0.0.1";

  /** The bytes of an IPv6 network that belongs to one subscriber as a whole. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private CallerAddress() {}

  /**
   * Returns the key of the caller's rate limits: an address, or for IPv6 its network.
   *
   * @param peer address at the other end of the connection
   * @param forwarded the entries of {@code X-Forwarded-For}
   */
  static String of(String peer, List<String> forwarded) {
    InetAddress connected = literal(peer);
    if (connected == null) {
      return peer;
    }
    InetAddress named =
        forwarded.isEmpty() || !isNeighbour(connected) ? null : literal(forwarded.getLast());
    return key(named == null ? connected : named);
  }

  static boolean isEverybodys(String address) {
    return address.equals(EVERYBODY);
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isNeighbour(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || (address instanceof Inet6Address
            ? (bytes[0] & 0xfe) == 0xfc // unique local addresses
            : bytes[0] == 100 && (bytes[1] & 0xc0) == 64); // 100.64/10, which a VPC can have
  }

  private static String key(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES)
        : address.getHostAddress();
  }
}
