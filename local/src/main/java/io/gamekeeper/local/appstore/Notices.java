package io.gamekeeper.local.appstore;

import java.io.IOException;
import java.util.Map;

/** The way from a store to the game's servers. */
@FunctionalInterface
public interface Notices {

  /**
   * Posts a notification.
   *
   * @param path of the route
   * @return the status of the answer
   * @throws IOException if there was no answer
   */
  int post(String path, Map<String, String> headers, String body)
      throws IOException, InterruptedException;
}
