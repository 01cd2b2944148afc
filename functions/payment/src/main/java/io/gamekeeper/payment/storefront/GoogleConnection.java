package io.gamekeeper.payment.storefront;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.androidpublisher.AndroidPublisher;
import com.google.api.services.androidpublisher.AndroidPublisherRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** Google's library with the current keys. */
final class GoogleConnection {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORISED = 401;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  /** Google's reason when it does not know our app, which is not a fault of a receipt. */
  private static final String WRONG_APP = "applicationNotFound";

  private final Credentials credentials;
  private final GoogleTokens tokens;
  private final AndroidPublisher publisher;

  GoogleConnection(Credentials credentials, BoundedWeb web, InstantSource clock) {
    this.credentials = credentials;
    this.tokens = new GoogleTokens(web, clock);
    this.publisher =
        new AndroidPublisher.Builder(
                new PlatformTransport(web), GsonFactory.getDefaultInstance(), null)
            .setApplicationName("gamekeeper")
            .build();
  }

  /** Returns Google's keys; empty if they cannot be read. */
  Optional<StoreKeys.Google> keys() {
    return credentials.google();
  }

  /** Reads the keys again, because something does not fit them. */
  void renew() {
    credentials.renew();
  }

  /** Thrown if Google refuses a request because of what it asks for. */
  static final class RefusedException extends IOException {
    private final boolean gone;

    private RefusedException(HttpResponseException cause) {
      super("Google answers " + cause.getStatusCode(), cause);
      this.gone = cause.getStatusCode() == GONE;
    }

    /** Returns whether Google knew it once. */
    boolean gone() {
      return gone;
    }
  }

  /** A request before its token is added. */
  @FunctionalInterface
  interface Call<T> {
    AndroidPublisherRequest<T> request(AndroidPublisher publisher) throws IOException;
  }

  /**
   * Calls Google's server, a second time if the key was rotated or the token withdrawn.
   *
   * @throws RefusedException if Google understands, but refuses
   * @throws IOException if there was no good answer
   */
  <T> T call(Call<T> call) throws IOException {
    try {
      return callOnce(call);
    } catch (UnauthorisedException e) {
      tokens.forget();
      credentials.renew();
      return callOnce(call);
    }
  }

  private <T> T callOnce(Call<T> call) throws IOException {
    StoreKeys.Google keys =
        keys().orElseThrow(() -> new IOException("there are no keys to Google Play"));
    AndroidPublisherRequest<T> request = call.request(publisher);
    request.setDisableGZipContent(true);
    request.getRequestHeaders().setAuthorization("Bearer " + tokens.token(keys.account()));
    try {
      return request.execute();
    } catch (HttpResponseException e) {
      throw switch (e.getStatusCode()) {
        case UNAUTHORISED -> new UnauthorisedException("Google does not accept the token");
        case BAD_REQUEST, NOT_FOUND, GONE ->
            isAboutTheApp(e)
                ? new IOException("Google does not know the app", e)
                : new RefusedException(e);
        default -> new IOException("Google answers " + e.getStatusCode(), e);
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("Google's answer cannot be read", e); // as the JSON library puts it
    }
  }

  private static boolean isAboutTheApp(HttpResponseException e) {
    return e instanceof GoogleJsonResponseException answer
        && answer.getDetails() != null
        && answer.getDetails().getErrors() != null
        && answer.getDetails().getErrors().stream()
            .anyMatch(error -> WRONG_APP.equals(error.getReason()));
  }
}
