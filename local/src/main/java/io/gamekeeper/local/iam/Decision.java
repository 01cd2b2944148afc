package io.gamekeeper.local.iam;

/** Whether a request is allowed, and if not, why. */
public enum Decision {
  ALLOWED(""),
  /** No policy speaks for it. */
  IMPLICIT_DENY("because no identity-based policy allows the %s action"),
  /** A policy speaks against it. */
  EXPLICIT_DENY("with an explicit deny in an identity-based policy");

  private final String reason;

  Decision(String reason) {
    this.reason = reason;
  }

  public boolean allowed() {
    return this == ALLOWED;
  }

  /**
   * AWS's wording of a refusal.
   *
   * @param principal the ARN of the assumed role's session
   */
  public String message(String principal, String action, String resource) {
    return "User: "
        + principal
        + " is not authorized to perform: "
        + action
        + " on resource: "
        + resource
        + " "
        + reason.formatted(action);
  }
}
