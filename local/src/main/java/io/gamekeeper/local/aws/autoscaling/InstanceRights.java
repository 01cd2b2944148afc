package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.machine.Answer;
import io.gamekeeper.local.iam.Decision;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import java.util.Optional;

/**
 * The rights of an instance: those of its template's role.
 *
 * @param id of the instance
 */
record InstanceRights(String id, GroupSettings group) {

  Optional<Role> role() {
    return group.template().role();
  }

  /** Decides whether the instance may do something. */
  Decision decide(String action, String resource) {
    return role()
        .map(role -> role.decide(action, resource, RequestContext.NONE))
        .orElse(Decision.IMPLICIT_DENY);
  }

  /** Returns AWS's answer if the instance may not do something; empty if it may. */
  Optional<Answer> refusal(String action, String resource) {
    Decision decision = decide(action, resource);
    return decision.allowed()
        ? Optional.empty()
        : Optional.of(
            error(
                "AccessDenied",
                action.substring(action.indexOf(':') + 1),
                message(decision, action, resource)));
  }

  /** Returns AWS's message for a refusal. */
  String message(Decision decision, String action, String resource) {
    String principal =
        "arn:aws:sts::%s:assumed-role/%s/%s"
            .formatted(group.environment().account(), role().map(Role::name).orElse("none"), id);
    return decision.message(principal, action, resource);
  }

  /** Makes an error as the AWS CLI prints it. */
  static Answer error(String code, String operation, String message) {
    return Answer.text(
        400,
        "An error occurred (%s) when calling the %s operation: %s%n"
            .formatted(code, operation, message));
  }
}
