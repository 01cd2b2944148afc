package io.gamekeeper.local.engine;

import java.io.IOException;
import java.nio.file.Path;

/** A JVM of its own that runs MariaDB until it is killed. Prints the port. */
final class MariaDbHost {
  private MariaDbHost() {}

  public static void main(String[] arguments) throws IOException {
    try (MariaDbEngine engine = new MariaDbEngine(Path.of(arguments[0]))) {
      engine.start();
      System.out.println(engine.port());
      System.in.read();
    }
  }
}
