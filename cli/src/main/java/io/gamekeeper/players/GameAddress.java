package io.gamekeeper.players;

import io.gamekeeper.contract.GameServerContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * The address at which players open their sessions.
 *
 * @param name the host name that players ask for, which need not resolve on this machine
 * @param address the address on which the load balancer, or a server, really listens
 */
public record GameAddress(String name, InetSocketAddress address) {

  /** Returns the address with the name, so that whoever connects to it asks for the name. */
  public InetSocketAddress named() {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(name, address.getAddress().getAddress()), address.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  URI session() {
    return URI.create("ws://" + name + ":" + address.getPort() + GameServerContract.SESSION_PATH);
  }
}
