package io.gamekeeper.local.iam;

/** The decision on a request. */
public enum Decision {
  ALLOWED(""),
  /** No policy allows it. */
  IMPLICIT_DENY("because no identity-based policy allows the %s action"),
  /** A policy denies it. */
  EXPLICIT_DENY("with an explicit deny in an identity-based policy");

  private final String reason;

  Decision(String reason) {
    this.reason = reason;
  }

  public boolean allowed() {
    return this == ALLOWED;
  }

  /**
   * Returns a refusal in the words of AWS.
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
