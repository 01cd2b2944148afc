package io.gamekeeper.operations;

/**
 * Who is signed in to AWS.
 *
 * @param arn as {@code GetCallerIdentity} says it, for instance {@code
 *     arn:aws:sts::123456789012:assumed-role/Admin/ann@example.com}
 */
record Caller(String arn) {
  private static final int MOST = 64;

  String partition() {
    return arn.split(":", -1)[1];
  }

  boolean isSessionOf(String role) {
    return arn.contains(":assumed-role/" + role + "/");
  }

  /**
   * Returns a session's name that tells the audit who it is: the caller's own, which is the last
   * part of the ARN, in the characters that AWS takes.
   *
   * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">STS:
   *     AssumeRole, RoleSessionName</a>
   */
  String session() {
    String name = arn.substring(arn.lastIndexOf('/') + 1).replaceAll("[^\\w+=,.@-]", "-");
    String cut = name.substring(0, Math.min(name.length(), MOST));
    return cut.length() < 2 ? cut + "--" : cut;
  }
}
