package io.gamekeeper.local.check;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.contract.Use;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.service.StageException;
import java.util.List;
import java.util.function.BiFunction;

/** The check of a function by itself, before its code is loaded. */
public final class FunctionCheck {
  private final AccessControl roles;
  private final BiFunction<String, String, List<Access>> access;

  /**
   * Creates a check of functions.
   *
   * @param access what an action asks of a role: the action as IAM calls it, and its target as the
   *     function's environment names it
   */
  public FunctionCheck(AccessControl roles, BiFunction<String, String, List<Access>> access) {
    this.roles = roles;
    this.access = access;
  }

  /**
   * Checks that a function runs the handler of the contract, and that its role has the rights that
   * the handler needs.
   *
   * @throws StageException if not; names the function, what it has and what it should have
   */
  public void check(FunctionConfig config) {
    GameFunction function = named(config);
    if (!config.handler().equals(function.handler())) {
      throw StageException.of(
          config.logicalId(),
          "its handler is "
              + config.handler()
              + ", but "
              + function.functionName()
              + " has "
              + function.handler());
    }
    Role role = roles.role(config.roleArn()).orElseThrow();
    for (Use use : function.uses()) {
      check(config, role, use);
    }
  }

  /** Returns the function of the contract that a function declares to be. */
  static GameFunction named(FunctionConfig config) {
    String service;
    try {
      service = TelemetryEnvironment.from(config.environment()).service();
    } catch (IllegalArgumentException e) {
      throw StageException.of(config.logicalId(), String.valueOf(e.getMessage()), e);
    }
    return GameFunction.named(service)
        .orElseThrow(
            () ->
                StageException.of(
                    config.logicalId(),
                    TelemetryEnvironment.SERVICE
                        + " is "
                        + service
                        + ", which is not a function of the contract"));
  }

  private void check(FunctionConfig config, Role role, Use use) {
    String target = config.environment().get(use.variable());
    if (target == null) {
      throw StageException.of(
          config.logicalId(), "environment variable " + use.variable() + " is not set");
    }
    for (String action : use.actions()) {
      for (Access needed : access.apply(action, target)) {
        if (!needed.decide(role).allowed()) {
          throw StageException.of(
              config.logicalId(),
              "its role "
                  + role.name()
                  + " may not "
                  + needed.action()
                  + " on "
                  + needed.resource()
                  + ", which its variable "
                  + use.variable()
                  + " needs");
        }
      }
    }
  }
}
