package io.gamekeeper.platform;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * Everything a function takes from outside itself. On AWS it is the process environment and real
 * clients; on the local stage the template's environment and the stage's clients. Nothing else in a
 * function reads the environment, builds a client, asks for the time or sleeps.
 */
public interface Platform {

  /** The function's environment variables. */
  Map<String, String> environment();

  /**
   * A client of an AWS SDK service interface, for instance {@code DynamoDbClient.class}. The
   * platform owns it: do not close it.
   *
   * @throws IllegalArgumentException if the class is not a synchronous AWS SDK client interface
   */
  <C> C client(Class<C> clientInterface);

  /** The connection to a Redis (cluster) endpoint. The platform owns it: do not close it. */
  RedisConnection redis(String host, int port);

  /**
   * The relational database at an address like {@code mysql://payments@host:3306/gamekeeper}.
   * Connections log in as the address's user with what the function's role is allowed, over TLS;
   * they auto-commit until told otherwise and read what is committed. Each wait ends within the
   * limits, by an exception if need be. The platform owns the source; close the connections.
   */
  DataSource database(URI address, DatabaseLimits limits);

  /** Outgoing HTTPS to other parties, for instance a token issuer's key set. */
  WebClient web();

  /** The time; never {@code Instant.now()}. */
  InstantSource clock();

  /** Waits through the platform's time; never {@code Thread.sleep}. */
  Waiting waiting();

  /** Randomness for ids and jitter; seeded on a rehearsing stage, so not for secrets. */
  RandomGenerator random();

  /** Where finished trace segments go. */
  TraceSink traces();

  /**
   * Registers what must happen around a SnapStart snapshot: priming before it, renewed connections
   * and keys after it. The platform keeps only what it is given here; hold the hook for as long as
   * the function lives.
   */
  void onSnapshot(SnapshotHook hook);

  /**
   * The platform of a function on Lambda. Found by name through the thread's context class loader,
   * so that this interface, which the local stage shares between class loaders, links no type of
   * AWS.
   *
   * @throws IllegalStateException if the function's bundle does not contain it
   */
  static Platform lambda() {
    try {
      return Class.forName(
              "io.gamekeeper.platform.aws.LambdaPlatform",
              true,
              Thread.currentThread().getContextClassLoader())
          .asSubclass(Platform.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the bundle has no platform for Lambda", e);
    }
  }
}
