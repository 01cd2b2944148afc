package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.NoticeInbox;
import io.gamekeeper.payment.OutcomeUnknownException;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.storefront.AppleNotices;
import io.gamekeeper.payment.storefront.GoogleNotices;
import io.gamekeeper.payment.storefront.NoticeReading;
import io.gamekeeper.payment.storefront.StoreFronts;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpBoundary;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code POST /v1/store-notifications/apple} and {@code …/google}. The store's signature
 * takes the place of a token. 200 means that the message is on disk; the stores repeat a message
 * that is answered otherwise.
 */
public final class StoreNotificationsHandler
    implements RequestHandler<
        ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(StoreNotificationsHandler.class);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final AppleNotices apple;
  private final GoogleNotices google;
  private final NoticeInbox inbox;
  private final Telemetry telemetry;
  private final HttpBoundary boundary;
  private final Priming priming;

  /** Called by Lambda. */
  public StoreNotificationsHandler() {
    this(Platform.lambda());
  }

  public StoreNotificationsHandler(Platform platform) {
    PaymentWiring wiring = PaymentWiring.forPlayers(platform);
    StoreFronts stores = new StoreFronts(platform);
    apple = stores.appleNotices();
    google = stores.googleNotices();
    inbox = wiring.noticeInbox();
    telemetry = wiring.telemetry();
    boundary =
        new HttpBoundary(
            telemetry,
            Route.open(
                "POST",
                "/v1/store-notifications/apple",
                call -> keep(call, (request, body) -> apple.read(body))),
            Route.open(
                "POST",
                "/v1/store-notifications/google",
                call ->
                    keep(
                        call,
                        (request, body) ->
                            google.read(request.request().header("authorization"), body))));
    priming = new Priming(boundary, "/v1/store-notifications/apple", Map.class);
    platform.onSnapshot(priming);
  }

  @Override
  public ApplicationLoadBalancerResponseEvent handleRequest(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse keep(Call call, BiFunction<Call, String, NoticeReading> reader) {
    return call.request()
        .text(BodyLimit.NOTICE.bytes())
        .answer(
            body ->
                switch (reader.apply(call, body)) {
                  case NoticeReading.Genuine(StoreNotice notice) -> keep(notice, body);
                  case NoticeReading.Unusable(StoreNotice notice, String why) -> {
                    LOG.error("A genuine notification cannot be used: {}", why);
                    telemetry.count(GameMetric.UNUSABLE_NOTICES);
                    yield keep(notice, body);
                  }
                  case NoticeReading.Refused(String why) -> {
                    LOG.warn("A notification is refused: {}", why);
                    yield HttpResponse.of(Problems.unsignedNotice());
                  }
                  case NoticeReading.Unverifiable(String why) -> {
                    LOG.warn("A notification cannot be checked now: {}", why);
                    yield HttpResponse.of(Problem.unavailable(SOON));
                  }
                });
  }

  private HttpResponse keep(StoreNotice notice, String body) {
    try {
      inbox.keep(notice, body);
    } catch (LedgerUnavailableException | OutcomeUnknownException e) {
      LOG.warn("Notification {} is not kept: {}", notice.id(), e.toString());
      telemetry.failed(e);
      return HttpResponse.of(Problem.unavailable(SOON));
    }
    LOG.info("Kept notification {} of {}: {}", notice.id(), notice.store().id(), notice.kind());
    return HttpResponse.ok(Map.of("kept", notice.id()));
  }
}
