package io.gamekeeper.local.iam;

import io.gamekeeper.local.template.TemplateException;

/**
 * A role that a template gives to a service: the service may assume it, and does what it does with
 * the role's permissions.
 */
public final class ServiceRole {
  private final String where;
  private final Role role;

  private ServiceRole(String where, Role role) {
    this.where = where;
    this.role = role;
  }

  /**
   * Returns the role of an ARN, for a service.
   *
   * @param where the property that names it
   * @param service its principal, for instance {@code scheduler.amazonaws.com}
   * @param request what the service says when it assumes the role
   * @throws TemplateException if no template declares the role, or it does not trust the service
   */
  public static ServiceRole assumed(
      AccessControl control, String where, String arn, String service, RequestContext request) {
    Role role =
        control
            .role(arn)
            .orElseThrow(
                () -> new TemplateException(where, "is " + arn + ", which no template declares"));
    if (!role.trusts(service, request)) {
      throw new TemplateException(
          where, "is the role " + role.name() + ", which " + service + " may not assume");
    }
    return new ServiceRole(where, role);
  }

  /**
   * Checks that the role may do something.
   *
   * @throws TemplateException if it may not
   */
  public ServiceRole require(String action, String resource) {
    if (!role.decide(action, resource, RequestContext.NONE).allowed()) {
      throw new TemplateException(
          where, "is the role " + role.name() + ", which may not " + action + " on " + resource);
    }
    return this;
  }

  public Role role() {
    return role;
  }
}
