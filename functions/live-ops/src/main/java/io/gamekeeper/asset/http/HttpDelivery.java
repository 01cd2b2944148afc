package io.gamekeeper.asset.http;

import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.Delivery;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;

/**
 * Fetches through CloudFront, which says in {@code X-Cache} where an answer came from ("Adding
 * CloudFront request headers" in its developer guide).
 */
public final class HttpDelivery implements Delivery {
  private static final int BUFFER = 1 << 16;
  private static final Sha256 NOTHING = Sha256.of(new byte[0]);

  private final AssetHttp http;

  public HttpDelivery(AssetHttp http) {
    this.http = http;
  }

  @Override
  public Fetched fetch(Location location, Sha256 content) {
    try {
      HttpResponse<InputStream> answer = http.get(location, AssetLayout.content(content), Map.of());
      MessageDigest digest = Sha256.digest();
      long bytes = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream body = answer.body()) {
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
          digest.update(buffer, 0, read);
          bytes += read;
        }
      }
      return new Fetched(answer.statusCode(), cache(answer), bytes, Sha256.of(digest), "");
    } catch (IOException e) {
      return new Fetched(0, Cache.UNKNOWN, 0, NOTHING, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Fetched(0, Cache.UNKNOWN, 0, NOTHING, "interrupted");
    }
  }

  private static Cache cache(HttpResponse<?> answer) {
    String said = answer.headers().firstValue("X-Cache").orElse("").toLowerCase(Locale.ROOT);
    if (said.startsWith("hit") || said.startsWith("refreshhit")) {
      return Cache.HIT;
    }
    return said.startsWith("miss") ? Cache.MISS : Cache.UNKNOWN;
  }
}
