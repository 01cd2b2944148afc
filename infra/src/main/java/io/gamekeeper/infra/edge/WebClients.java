package io.gamekeeper.infra.edge;

import java.util.List;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.FixedResponseOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;
import software.constructs.Construct;

/**
 * Lets pages of one origin, or of any, call what a listener serves. The headers are the same for
 * every caller, so nothing varies by {@code Origin}. Players bring tokens and no cookies, so a page
 * can act for a player only with a token that it was given.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, CORS protocol</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html">HTTP
 *     header modification for your Application Load Balancer</a>
 */
final class WebClients {
  /** Before every other rule: a preflight carries no token. */
  private static final int PRIORITY = 1;

  /** The longest time for which browsers remember a preflight's answer, in seconds. */
  private static final String MAX_AGE = "7200";

  private WebClients() {}

  /**
   * Admits pages.
   *
   * @param origin as a browser writes it, or {@code *}
   */
  static void admit(Construct scope, ApplicationListener listener, String origin) {
    answer(listener, "allow_origin", origin);
    answer(listener, "allow_methods", "GET, HEAD, POST");
    answer(listener, "allow_headers", "Authorization, Content-Type, Idempotency-Key");
    answer(listener, "expose_headers", "Retry-After, WWW-Authenticate");
    answer(listener, "max_age", MAX_AGE);
    ApplicationListenerRule.Builder.create(scope, "Preflight")
        .listener(listener)
        .priority(PRIORITY)
        .conditions(
            List.of(
                ListenerCondition.httpRequestMethods(List.of("OPTIONS")),
                ListenerCondition.httpHeader("Origin", List.of(origin)),
                ListenerCondition.httpHeader("Access-Control-Request-Method", List.of("*"))))
        .action(
            ListenerAction.fixedResponse(
                200, FixedResponseOptions.builder().contentType("text/plain").build()))
        .build();
  }

  private static void answer(ApplicationListener listener, String header, String value) {
    listener.setAttribute(
        "routing.http.response.access_control_" + header + ".header_value", value);
  }
}
