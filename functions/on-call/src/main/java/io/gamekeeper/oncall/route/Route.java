package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.group.Grouping;
import java.util.List;

/**
 * A node of the routing tree. An alert that matches goes to the first child that matches it, and to
 * the next ones while those that match go on; if none does, to this receiver.
 *
 * @param name the names from the root on, with slashes: {@code root/payments}
 * @param goesOn whether siblings after it are tried even if it matches ({@code continue})
 * @param muteIn the windows in which it tells nobody
 */
public record Route(
    String name,
    List<Matcher> matchers,
    boolean goesOn,
    Receiver receiver,
    Grouping grouping,
    List<Window> muteIn,
    List<Route> routes) {
  public Route {
    matchers = List.copyOf(matchers);
    muteIn = List.copyOf(muteIn);
    routes = List.copyOf(routes);
  }
}
