package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Play Developer API for the purchases of one app. */
final class PlayDeveloperApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PURCHASE =
      Pattern.compile("/androidpublisher/v3/applications/([^/]+)/purchases/(.+)");
  private static final Pattern PRODUCT_V2 = Pattern.compile("productsv2/tokens/([^/:]+)");
  private static final Pattern PRODUCT =
      Pattern.compile("products/([^/]+)/tokens/([^/:]+)(:acknowledge)?");
  private static final Duration MEMORY = Duration.ofDays(30);
  private static final int PAGE = 100;
  private static final int UNACKNOWLEDGED = 8;
  private static final int REMORSE = 1;

  private final StoreEnvironment app;
  private final InstantSource clock;
  private final GoogleTokens tokens;
  private final PlaySales sales;

  PlayDeveloperApi(
      StoreEnvironment app, InstantSource clock, GoogleTokens tokens, PlaySales sales) {
    this.app = app;
    this.clock = clock;
    this.tokens = tokens;
    this.sales = sales;
  }

  /** Answers a request to the API. */
  Response answer(Request request) {
    if (!tokens.admits(request)) {
      return error(401, "authError", "Invalid Credentials");
    }
    Matcher path = PURCHASE.matcher(request.uri().getPath());
    if (!path.matches()) {
      return error(404, "notFound", "Not Found");
    }
    if (!path.group(1).equals(app.googlePackage())) {
      return error(404, "applicationNotFound", "No application was found for the package name.");
    }
    sales.refundUnacknowledged();
    String resource = path.group(2);
    Matcher second = PRODUCT_V2.matcher(resource);
    if (second.matches()) {
      return purchase(second.group(1));
    }
    Matcher first = PRODUCT.matcher(resource);
    if (first.matches()) {
      return product(request, first.group(1), first.group(2), first.group(3) != null);
    }
    return resource.equals("voidedpurchases")
        ? voided(Form.of(request.uri().getRawQuery()))
        : error(404, "notFound", "Not Found");
  }

  private Response purchase(String token) {
    Sale sale = sales.byToken(token).orElse(null);
    if (sale == null) {
      return unknownToken();
    }
    ObjectNode purchase =
        JSON.createObjectNode()
            .put("kind", "androidpublisher#productPurchaseV2")
            .put("orderId", sale.transactionId())
            .put("obfuscatedExternalAccountId", sale.account())
            .put("purchaseCompletionTime", sale.paidAt().toString())
            .put("regionCode", "DE")
            .put(
                "acknowledgementState",
                sale.acknowledged()
                    ? "ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED"
                    : "ACKNOWLEDGEMENT_STATE_PENDING");
    purchase
        .putObject("purchaseStateContext")
        .put("purchaseState", sale.takenBack().isPresent() ? "CANCELLED" : "PURCHASED");
    purchase
        .putArray("productLineItem")
        .addObject()
        .put("productId", sale.product())
        .putObject("productOfferDetails")
        .put("quantity", sale.quantity())
        .put("refundableQuantity", sale.quantity() - sale.refundedPieces())
        .put("consumptionState", "CONSUMPTION_STATE_YET_TO_BE_CONSUMED");
    return new Response(200, purchase.toString());
  }

  private Response product(Request request, String product, String token, boolean acknowledge) {
    Sale sale = sales.byToken(token).orElse(null);
    if (sale == null || !sale.product().equals(product)) {
      return unknownToken();
    }
    if (!acknowledge) {
      return new Response(
          200,
          JSON.createObjectNode()
              .put("kind", "androidpublisher#productPurchase")
              .put("orderId", sale.transactionId())
              .put("purchaseState", sale.takenBack().isPresent() ? 1 : 0)
              .put("acknowledgementState", sale.acknowledged() ? 1 : 0)
              .put("purchaseTimeMillis", Long.toString(sale.paidAt().toEpochMilli()))
              .toString());
    }
    if (!request.method().equals("POST")) {
      return error(405, "methodNotAllowed", "Method Not Allowed");
    }
    if (sale.acknowledged() || sale.takenBack().isPresent()) {
      return error(
          400,
          "invalidPurchaseState",
          "The purchase is not in a valid state to perform the desired operation.");
    }
    sales.acknowledge(token);
    return new Response(204, "");
  }

  private Response voided(Form query) {
    Instant now = clock.instant();
    Instant start = time(query, "startTime", now.minus(MEMORY));
    Instant end = time(query, "endTime", now);
    if (start.isBefore(now.minus(MEMORY)) || end.isAfter(now)) {
      return error(400, "invalid", "Invalid time range.");
    }
    boolean parts =
        query.field("includeQuantityBasedPartialRefund").map(Boolean::parseBoolean).orElse(false);
    List<Sale> found = sales.refunded(start, end, parts);
    int from = query.field("token").map(Integer::parseInt).orElse(0);
    int until = Math.min(found.size(), from + PAGE);
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode list = answer.putArray("voidedPurchases");
    for (Sale sale : found.subList(Math.min(from, until), until)) {
      ObjectNode voided = list.addObject();
      if (sale.takenBack().isEmpty()) {
        voided.put("voidedQuantity", sale.refundedPieces());
      }
      voided
          .put("kind", "androidpublisher#voidedPurchase")
          .put("purchaseToken", sale.token())
          .put("orderId", sale.transactionId())
          .put("purchaseTimeMillis", Long.toString(sale.paidAt().toEpochMilli()))
          .put(
              "voidedTimeMillis",
              Long.toString(sale.refunded().orElse(sale.paidAt()).toEpochMilli()))
          .put("voidedSource", sale.acknowledged() ? 0 : 2)
          .put("voidedReason", sale.acknowledged() ? REMORSE : UNACKNOWLEDGED);
    }
    if (until < found.size()) {
      answer.putObject("tokenPagination").put("nextPageToken", Integer.toString(until));
    }
    return new Response(200, answer.toString());
  }

  private static Instant time(Form query, String name, Instant otherwise) {
    return query
        .field(name)
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
        .orElse(otherwise);
  }

  private static Response unknownToken() {
    return error(404, "purchaseTokenNotFound", "The purchase token was not found.");
  }

  private static Response error(int status, String reason, String message) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode error = answer.putObject("error").put("code", status).put("message", message);
    error
        .putArray("errors")
        .addObject()
        .put("message", message)
        .put("domain", "androidpublisher")
        .put("reason", reason);
    return new Response(status, answer.toString());
  }
}
