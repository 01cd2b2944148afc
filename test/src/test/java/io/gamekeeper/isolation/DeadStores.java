package io.gamekeeper.isolation;

import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.testing.FakePlatform;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A platform on which every store and the token issuer are down. */
final class DeadStores extends FakePlatform {
  DeadStores(Map<String, String> environment) {
    variables.putAll(environment);
    redis =
        dead(RedisConnection.class, () -> new RedisUnavailableException("nobody answers", null));
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    return dead(clientInterface, () -> SdkClientException.create("nobody answers"));
  }

  private static <T> T dead(Class<T> type, Supplier<RuntimeException> failure) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw failure.get();
            }));
  }
}
