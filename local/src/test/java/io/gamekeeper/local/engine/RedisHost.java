package io.gamekeeper.local.engine;

import java.io.IOException;
import java.nio.file.Path;

/** A JVM of its own that runs Redis until it is killed. Prints the port. */
final class RedisHost {
  private RedisHost() {}

  public static void main(String[] arguments) throws IOException {
    try (RedisEngine engine = new RedisEngine(Path.of(arguments[0]), Durability.TEMPORARY)) {
      engine.start();
      System.out.println(engine.port());
      System.out.println(engine.password());
      System.in.read();
    }
  }
}
