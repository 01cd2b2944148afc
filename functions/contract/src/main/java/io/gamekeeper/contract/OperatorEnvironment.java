package io.gamekeeper.contract;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings by which a function knows operators and keeps account of what they change.
 *
 * @param stage the stage's key, for instance {@code prod}
 * @param protectedStage whether players' own data is at stake, so that drills have to be confirmed
 * @param account the AWS account whose roles operators assume
 * @param loadBalancer ARN of the load balancer that signs who its users are
 * @param publicKeys address below which the load balancers' public keys are, by their ids
 * @param clientId the load balancer's client id at the identity provider
 * @param roleClaim the claim in which the identity provider says an operator's roles
 * @param auditTable name of the table of changes
 */
public record OperatorEnvironment(
    String stage,
    boolean protectedStage,
    String account,
    String loadBalancer,
    String publicKeys,
    String clientId,
    String roleClaim,
    String auditTable) {
  public static final String STAGE = "OPERATIONS_STAGE";
  public static final String PROTECTED = "OPERATIONS_PROTECTED";
  public static final String ACCOUNT = "OPERATIONS_ACCOUNT";
  public static final String LOAD_BALANCER = "OPERATIONS_LOAD_BALANCER";
  public static final String PUBLIC_KEYS = "OPERATIONS_PUBLIC_KEYS";
  public static final String CLIENT_ID = "OPERATIONS_CLIENT_ID";
  public static final String ROLE_CLAIM = "OPERATOR_ROLE_CLAIM";
  public static final String AUDIT_TABLE = "OPERATIONS_AUDIT_TABLE";

  /** Reads the record back from a function's environment. */
  public static OperatorEnvironment from(Map<String, String> environment) {
    return new OperatorEnvironment(
        Environment.required(environment, STAGE),
        Boolean.parseBoolean(Environment.required(environment, PROTECTED)),
        Environment.required(environment, ACCOUNT),
        Environment.required(environment, LOAD_BALANCER),
        Environment.required(environment, PUBLIC_KEYS),
        Environment.required(environment, CLIENT_ID),
        Environment.required(environment, ROLE_CLAIM),
        Environment.required(environment, AUDIT_TABLE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(STAGE, stage);
    variables.put(PROTECTED, Boolean.toString(protectedStage));
    variables.put(ACCOUNT, account);
    variables.put(LOAD_BALANCER, loadBalancer);
    variables.put(PUBLIC_KEYS, publicKeys);
    variables.put(CLIENT_ID, clientId);
    variables.put(ROLE_CLAIM, roleClaim);
    variables.put(AUDIT_TABLE, auditTable);
    return variables;
  }
}
