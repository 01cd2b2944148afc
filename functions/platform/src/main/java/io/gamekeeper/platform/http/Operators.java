package io.gamekeeper.platform.http;

import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.audit.AuditTrail;
import io.gamekeeper.platform.audit.DynamoAuditTrail;
import io.gamekeeper.platform.identity.OperatorVerifier;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.time.InstantSource;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * How routes for operators know who calls, and keep account of changes.
 *
 * @param clock dates the entries of the trail
 */
public record Operators(OperatorVerifier verifier, AuditTrail trail, InstantSource clock) {
  public Operators {
    Objects.requireNonNull(verifier);
    Objects.requireNonNull(trail);
    Objects.requireNonNull(clock);
  }

  /** Returns the operators that a function's environment describes; changes go to its table. */
  public static Operators of(Platform platform, Telemetry telemetry) {
    return of(
        platform,
        new DynamoAuditTrail(
            new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
            OperatorEnvironment.from(platform.environment()).auditTable()));
  }

  static Operators of(Platform platform, AuditTrail trail) {
    return new Operators(
        new OperatorVerifier(OperatorEnvironment.from(platform.environment()), platform),
        trail,
        platform.clock());
  }
}
