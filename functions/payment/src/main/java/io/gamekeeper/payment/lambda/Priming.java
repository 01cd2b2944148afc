package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.apple.itunes.storekit.verification.SignedDataVerifier;
import com.google.api.services.androidpublisher.AndroidPublisher;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.http.HttpBoundary;
import java.lang.invoke.MethodHandles;
import java.sql.Driver;
import java.util.Map;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads before the snapshot what a first request would load: the path from an event to an answer,
 * JSON, the database's driver, the stores' libraries. It makes no calls.
 */
final class Priming implements SnapshotHook {
  private static final Logger LOG = LoggerFactory.getLogger(Priming.class);

  private final HttpBoundary boundary;
  private final String path;
  private final Class<?> body;

  /**
   * Primes a function.
   *
   * @param path of a POST route that makes no calls without a token or a body
   * @param body what is read there
   */
  Priming(HttpBoundary boundary, String path, Class<?> body) {
    this.boundary = boundary;
    this.path = path;
    this.body = body;
  }

  @Override
  public void beforeSnapshot() throws IllegalAccessException {
    ApplicationLoadBalancerRequestEvent event = new ApplicationLoadBalancerRequestEvent();
    event.setHttpMethod("POST");
    event.setPath(path);
    event.setHeaders(Map.of("content-type", "application/json"));
    boundary.prime(event, body);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    lookup.ensureInitialized(SignedDataVerifier.class);
    lookup.ensureInitialized(AndroidPublisher.class);
    long drivers =
        ServiceLoader.load(Driver.class, Priming.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .count();
    LOG.info("Primed with {} database drivers", drivers);
  }
}
