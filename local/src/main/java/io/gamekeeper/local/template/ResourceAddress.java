package io.gamekeeper.local.template;

/**
 * The address of a resource within an assembly; prints as {@code GameApi/ScoresFn4A5B}.
 *
 * @param stack the stack's name within its stage, see {@link Template#name()}
 * @param logicalId its key below {@code Resources}
 */
public record ResourceAddress(String stack, String logicalId) {
  @Override
  public String toString() {
    return stack + "/" + logicalId;
  }
}
