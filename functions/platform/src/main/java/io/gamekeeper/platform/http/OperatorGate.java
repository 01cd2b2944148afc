package io.gamekeeper.platform.http;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.audit.AuditEntry;
import io.gamekeeper.platform.audit.AuditEntry.Phase;
import io.gamekeeper.platform.identity.Operator;
import io.gamekeeper.platform.identity.OperatorVerdict;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to an endpoint for operators: who calls, whether that role may, and – for a change, or
 * for what is accountable though nothing changes – why. A change that cannot be written down is not
 * made. One whose outcome cannot be written down stays in the trail as requested.
 */
final class OperatorGate {
  /**
   * The header in which an operator says why: percent-encoded UTF-8. No form of another site can
   * send it, so that a browser changes nothing for such a site.
   */
  static final String REASON = "gamekeeper-reason";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorGate.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int LONGEST_REASON = 500;
  private static final int MOST_BODY = 16 * 1024;

  /** Keeps answers from pages of other sites, and from being taken for something else. */
  private static final Map<String, String> CLOSED =
      Map.of(
          "Cross-Origin-Resource-Policy", "same-origin",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff");

  private final Guard.ByRole guard;
  private final Json json;

  OperatorGate(Guard.ByRole guard, Json json) {
    this.guard = guard;
    this.json = json;
  }

  HttpResponse answer(Route route, HttpRequest request, Map<String, String> variables, String id) {
    HttpResponse response =
        switch (caller(request)) {
          case OperatorVerdict.Known(Operator operator) ->
              allowed(route, request, new Call(request, variables, id, null, operator, null));
          case OperatorVerdict.Unauthenticated(String reason) ->
              HttpResponse.of(
                  Problem.of("unauthorized", 401, "An operator has to sign in", reason));
          case OperatorVerdict.NoOperator(String reason) -> forbidden(reason);
          case OperatorVerdict.Unverifiable() -> HttpResponse.of(Problem.unavailable(RETRY_AFTER));
        };
    Map<String, String> headers = new HashMap<>(CLOSED);
    headers.putAll(response.headers());
    return response.with(headers);
  }

  private OperatorVerdict caller(HttpRequest request) {
    String signedBy = request.signedBy();
    return signedBy == null
        ? guard.operators().verifier().atLoadBalancer(request.header("x-amzn-oidc-data"))
        : guard.operators().verifier().signed(signedBy);
  }

  private HttpResponse allowed(Route route, HttpRequest request, Call call) {
    Operator operator = call.operator();
    if (!operator.may(guard.role())) {
      LOG.warn("{} may not {} {}", operator.name(), request.method(), request.path());
      return forbidden(
          operator.name()
              + " may not do this: it needs the role "
              + guard.role().key()
              + ", and there is "
              + String.join(
                  ", ", operator.roles().stream().map(OperatorRole::key).sorted().toList()));
    }
    if (!route.isAccountable()) {
      return route.endpoint().answer(call);
    }
    return reason(request).answer(reason -> change(route, call.because(reason)));
  }

  private HttpResponse change(Route route, Call call) {
    AuditEntry asked =
        new AuditEntry(
            guard.operators().clock().instant(),
            call.id(),
            call.operator(),
            call.request().method(),
            call.request().path(),
            call.reason(),
            Phase.REQUESTED,
            null,
            call.request().hasBody() ? body(call.request()) : null);
    guard.operators().trail().append(asked);
    HttpResponse response = null;
    try {
      response = route.endpoint().answer(call);
      return response;
    } finally {
      end(asked, response);
    }
  }

  /**
   * Writes the outcome down. If that fails, the operator still hears what happened: the log has it,
   * and the trail has the request.
   */
  private void end(AuditEntry asked, @Nullable HttpResponse response) {
    int status = response == null ? 500 : response.status();
    Phase phase = status < 400 ? Phase.DONE : status < 500 ? Phase.REFUSED : Phase.FAILED;
    LOG.info(
        "Operator change",
        entry("operator", asked.operator().name()),
        entry("method", asked.method()),
        entry("path", asked.path()),
        entry("reason", asked.reason()),
        entry("phase", phase.name()),
        entry("status", status));
    try {
      guard
          .operators()
          .trail()
          .append(
              asked.ended(guard.operators().clock().instant(), phase, status, changed(response)));
    } catch (RuntimeException e) { // whatever it is, it must not hide the outcome
      LOG.error("The outcome of the change is not in the audit trail", e);
    }
  }

  private @Nullable String changed(@Nullable HttpResponse response) {
    if (response instanceof HttpResponse.Changed(_, Object before, Object after, _)) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("before", before);
      content.put("after", after);
      return json.write(content);
    }
    return response instanceof HttpResponse.Failure failure ? failure.problem().detail() : null;
  }

  private static String body(HttpRequest request) {
    return switch (request.text(MOST_BODY)) {
      case Decoded.Value<String>(String text) -> text;
      case Decoded.Refused<String>(Problem problem) -> problem.title();
    };
  }

  private static Decoded<String> reason(HttpRequest request) {
    String encoded = request.header(REASON);
    String reason = encoded == null ? "" : decoded(encoded).strip();
    return reason.isEmpty()
            || reason.length() > LONGEST_REASON
            || reason.chars().anyMatch(Character::isISOControl)
        ? new Decoded.Refused<>(
            Problem.malformed(
                "say why: this needs the header Gamekeeper-Reason with 1 to "
                    + LONGEST_REASON
                    + " characters, percent-encoded"))
        : new Decoded.Value<>(reason);
  }

  private static String decoded(String encoded) {
    try {
      byte[] bytes =
          URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
              .getBytes(StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return "";
    }
  }

  private static HttpResponse forbidden(String reason) {
    return HttpResponse.of(Problem.of("forbidden", 403, "Not allowed for this operator", reason));
  }
}
