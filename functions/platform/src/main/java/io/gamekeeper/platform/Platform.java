package io.gamekeeper.platform;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * The outside world of a function. On AWS it is the process environment and real clients; on the
 * local stage, the template's environment and the stage's clients. Nothing else in a function reads
 * the environment, builds a client, asks for the time or sleeps.
 */
public interface Platform {

  /** Returns the function's environment variables. */
  Map<String, String> environment();

  /**
   * Returns a client of an AWS SDK service interface, for instance {@code DynamoDbClient.class}.
   * The platform owns it: do not close it.
   *
   * @throws IllegalArgumentException if the class is not a synchronous AWS SDK client interface
   */
  <C> C client(Class<C> clientInterface);

  /**
   * Returns the connection to a Redis (cluster) endpoint. The platform owns it: do not close it.
   */
  RedisConnection redis(String host, int port);

  /**
   * Returns the relational database at an address like {@code
   * mysql://payments@host:3306/gamekeeper}. Connections log in as the address's user with the
   * rights of the function's role, over TLS; they auto-commit until told otherwise and read what is
   * committed. Each wait ends within the limits, if need be by an exception. The platform owns the
   * source; close the connections.
   */
  DataSource database(URI address, DatabaseLimits limits);

  /** Returns a client of other parties' HTTPS servers, for instance of a token issuer's key set. */
  WebClient web();

  /** Returns the clock to use instead of {@code Instant.now()}. */
  InstantSource clock();

  /** Returns what to wait with instead of {@code Thread.sleep}. */
  Waiting waiting();

  /**
   * Returns randomness for ids and jitter; on a rehearsing stage it is seeded, so it is not for
   * secrets.
   */
  RandomGenerator random();

  /** Returns the sink of finished trace segments. */
  TraceSink traces();

  /**
   * Registers what must happen around a SnapStart snapshot: priming before it, renewed connections
   * and keys after it. The platform holds the hook for as long as the function lives.
   */
  void onSnapshot(SnapshotHook hook);

  /**
   * Returns the platform of a function on Lambda. Found by name through the thread's context class
   * loader, so that this interface, which the local stage shares between class loaders, links no
   * type of AWS.
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
