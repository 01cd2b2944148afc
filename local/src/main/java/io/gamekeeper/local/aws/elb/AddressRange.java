package io.gamekeeper.local.aws.elb;

import java.net.InetAddress;

/**
 * A range of IP addresses in CIDR notation.
 *
 * @param bits how many leading bits of an address count
 */
record AddressRange(InetAddress network, int bits) {

  static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a range of addresses (a.b.c.d/bits): " + cidr);
    }
    return new AddressRange(
        InetAddress.ofLiteral(cidr.substring(0, slash)),
        Integer.parseInt(cidr.substring(slash + 1)));
  }

  boolean contains(String address) {
    byte[] one = network.getAddress();
    byte[] other = InetAddress.ofLiteral(address).getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
