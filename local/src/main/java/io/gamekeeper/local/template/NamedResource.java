package io.gamekeeper.local.template;

import java.util.function.BiFunction;

/**
 * A resource type of which a laptop has only names: other resources refer to it, and its behaviour
 * on AWS has no counterpart on one machine.
 */
public final class NamedResource implements ResourceType {
  private static final String SIMPLY_THERE = "nothing to simulate";

  private final String type;
  private final String reason;
  private final BiFunction<ResourceContext, String, Provisioned> naming;

  /**
   * Creates a type with its own way of naming.
   *
   * @param reason why it has no effect on a laptop; the naming gets it too
   */
  public NamedResource(
      String type, String reason, BiFunction<ResourceContext, String, Provisioned> naming) {
    this.type = type;
    this.reason = reason;
    this.naming = naming;
  }

  /**
   * Returns a type whose resources have ids in the form of EC2.
   *
   * @param reason why it has no effect on a laptop
   * @param prefix of the id, for instance {@code rtb}
   * @param attribute that has the id too
   */
  public static NamedResource id(String type, String reason, String prefix, String attribute) {
    return new NamedResource(
        type,
        reason,
        (context, why) -> {
          String id = context.generatedId(prefix);
          return Provisioned.nameOnly(id, why).with(attribute, id);
        });
  }

  /**
   * Returns a type whose resources may be named by the template.
   *
   * @param nameProperty the property with the name
   * @param reason why it has no effect on a laptop
   */
  public static NamedResource named(String type, String nameProperty, String reason) {
    return new NamedResource(
        type,
        reason,
        (context, why) ->
            Provisioned.nameOnly(
                context.properties().optionalString(nameProperty).orElseGet(context::generatedName),
                why));
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Provisioned create(ResourceContext context) {
    Provisioned provisioned = naming.apply(context, reason);
    context.properties().restInert(SIMPLY_THERE);
    return provisioned;
  }
}
