package io.gamekeeper.local.client;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Decision;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;

/** A right that the role of a caller needs. */
public sealed interface Access {

  String action();

  /** Returns the ARN of the resource. */
  String resource();

  /** Decides whether a role has the right. */
  Decision decide(Role role);

  /** An action that the role's own policies decide on. */
  record ByRole(String action, String resource, RequestContext request) implements Access {
    public ByRole(String action, String resource) {
      this(action, resource, RequestContext.NONE);
    }

    @Override
    public Decision decide(Role role) {
      return role.decide(action, resource, request);
    }
  }

  /** The assumption of another role, on which that role's trust policy decides too. */
  record OnRole(AccessControl control, String resource) implements Access {
    @Override
    public String action() {
      return "sts:AssumeRole";
    }

    @Override
    public Decision decide(Role role) {
      return control.decideOnAssuming(role, resource);
    }
  }

  /** The use of a KMS key by its own actions, on which the key's policy decides too. */
  record OnKey(AccessControl control, String action, String resource, RequestContext request)
      implements Access {
    @Override
    public Decision decide(Role role) {
      return control.decideOnKey(role, action, resource, request);
    }
  }

  /**
   * The use of a KMS key through a service, on which the key's policy decides too.
   *
   * @param resource the key's ARN
   * @param viaService the value of {@code kms:ViaService}
   */
  record ByKey(AccessControl control, String action, String resource, String viaService)
      implements Access {
    @Override
    public Decision decide(Role role) {
      return control.decideOnKey(
          role, action, resource, RequestContext.NONE.with("kms:ViaService", viaService));
    }
  }
}
