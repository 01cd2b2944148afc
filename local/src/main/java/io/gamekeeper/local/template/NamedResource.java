package io.gamekeeper.local.template;

import java.util.function.BiFunction;

/**
 * Resources that are only a name on a laptop: others refer to them, and what they do on AWS has no
 * counterpart on one machine.
 */
public final class NamedResource implements ResourceType {
  private static final String SIMPLY_THERE = "nothing to simulate";

  private final String type;
  private final String reason;
  private final BiFunction<ResourceContext, String, Provisioned> naming;

  /**
   * A resource that is named in a way of its own.
   *
   * @param reason why it does nothing on a laptop; the naming gets it too
   */
  public NamedResource(
      String type, String reason, BiFunction<ResourceContext, String, Provisioned> naming) {
    this.type = type;
    this.reason = reason;
    this.naming = naming;
  }

  /**
   * A resource with an id as EC2 gives them.
   *
   * @param reason why it does nothing on a laptop
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
   * A resource that people may name.
   *
   * @param nameProperty the property with the name
   * @param reason why it does nothing on a laptop
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
