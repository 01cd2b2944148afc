package io.gamekeeper.local.iam;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The roles, managed policies and key policies of a stage. */
public final class AccessControl {
  private final Map<String, Role> rolesByArn = new ConcurrentHashMap<>();
  private final Map<String, Role> rolesByName = new ConcurrentHashMap<>();
  private final Map<String, Role> instanceProfiles = new ConcurrentHashMap<>();
  private final Map<String, Policy> managedPolicies = new ConcurrentHashMap<>();
  private final Map<String, Policy> keyPolicies = new ConcurrentHashMap<>();
  private final RoleSessions sessions = new RoleSessions();

  /** Returns the sessions of roles that somebody assumed. */
  public RoleSessions sessions() {
    return sessions;
  }

  /** Creates a role without policies. */
  public Role createRole(String arn, String name, Policy trust) {
    Role role = new Role(arn, name, trust);
    rolesByArn.put(arn, role);
    rolesByName.put(name, role);
    return role;
  }

  /** Returns the role of that ARN. */
  public Optional<Role> role(String arn) {
    return Optional.ofNullable(rolesByArn.get(arn));
  }

  /** Returns the role of that name. */
  public Optional<Role> roleNamed(String name) {
    return Optional.ofNullable(rolesByName.get(name));
  }

  /**
   * Attaches a policy to a role.
   *
   * @return false if there is no such role
   */
  public boolean attach(String roleName, Policy policy) {
    @Nullable Role role = rolesByName.get(roleName);
    if (role == null) {
      return false;
    }
    role.attach(policy);
    return true;
  }

  /** Adds an instance profile under its name and its ARN. */
  public void createInstanceProfile(String name, String arn, Role role) {
    instanceProfiles.put(name, role);
    instanceProfiles.put(arn, role);
  }

  /** Returns the role of that instance profile. */
  public Optional<Role> instanceProfile(String nameOrArn) {
    return Optional.ofNullable(instanceProfiles.get(nameOrArn));
  }

  /** Adds a customer managed policy. */
  public void createManagedPolicy(String arn, Policy policy) {
    managedPolicies.put(arn, policy);
  }

  /** Returns the managed policy of that ARN: a customer's, or one of AWS's that the stage has. */
  public Optional<Policy> managedPolicy(String arn) {
    return Optional.ofNullable(managedPolicies.get(arn)).or(() -> AwsManagedPolicies.find(arn));
  }

  /** Adds the policy of a KMS key. */
  public void createKey(String keyArn, Policy policy) {
    keyPolicies.put(keyArn, policy);
  }

  /**
   * Tells whether a role may assume another: the other's trust policy names the role itself, or
   * leaves the decision to the account and the role's policies allow it.
   *
   * @param arn the other role's; one that does not exist cannot be assumed
   */
  public Decision decideOnAssuming(Role caller, String arn) {
    @Nullable Role other = rolesByArn.get(arn);
    if (other == null) {
      return Decision.IMPLICIT_DENY;
    }
    if (other.trustsPrincipal(caller.arn())) {
      return Decision.ALLOWED;
    }
    return other.trustsAccount()
        ? caller.decide("sts:AssumeRole", arn, RequestContext.NONE)
        : Decision.IMPLICIT_DENY;
  }

  /**
   * Tells whether a role may use a KMS key: the key's policy names the role itself, or leaves the
   * decision to the account and the role's policies allow it.
   */
  public Decision decideOnKey(Role role, String action, String keyArn, RequestContext request) {
    @Nullable Policy policy = keyPolicies.get(keyArn);
    if (policy == null) {
      return Decision.IMPLICIT_DENY;
    }
    if (policy.allowsPrincipal(role.arn(), action)) {
      return Decision.ALLOWED;
    }
    return policy.allowsPrincipal("arn:aws:iam::" + Arns.account(keyArn) + ":root", action)
        ? role.decide(action, keyArn, request)
        : Decision.IMPLICIT_DENY;
  }
}
