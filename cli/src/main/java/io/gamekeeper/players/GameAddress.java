package io.gamekeeper.players;

import io.gamekeeper.contract.GameServerContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Where sessions begin.
 *
 * @param name the host name that players ask for, which need not resolve on this machine
 * @param address where the load balancer, or a server, listens in fact
 */
public record GameAddress(String name, InetSocketAddress address) {

  /** The address with the name, so that whoever connects to it asks for the name. */
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
