package io.gamekeeper.local.aws.lambda;

/**
 * A function as callers name it.
 *
 * @param qualifier a version's number, an alias, or {@code $LATEST}
 */
record FunctionReference(String name, String qualifier) {
  static final String LATEST = "$LATEST";
  private static final String FUNCTION = ":function:";

  /** Reads {@code name}, {@code name:qualifier} or either form of an ARN. */
  static FunctionReference parse(String text) {
    int function = text.indexOf(FUNCTION);
    String local = function < 0 ? text : text.substring(function + FUNCTION.length());
    int colon = local.indexOf(':');
    return colon < 0
        ? new FunctionReference(local, LATEST)
        : new FunctionReference(local.substring(0, colon), local.substring(colon + 1));
  }

  /** As callers name it: without the qualifier if that is {@code $LATEST}. */
  @Override
  public String toString() {
    return qualifier.equals(LATEST) ? name : name + ":" + qualifier;
  }
}
