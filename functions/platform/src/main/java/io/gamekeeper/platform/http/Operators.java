package io.gamekeeper.platform.http;

import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.audit.AuditTrail;
import io.gamekeeper.platform.identity.OperatorVerifier;
import java.time.InstantSource;
import java.util.Objects;

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

  /** Returns the operators that a function's environment describes. */
  public static Operators of(Platform platform, AuditTrail trail) {
    return new Operators(
        new OperatorVerifier(OperatorEnvironment.from(platform.environment()), platform),
        trail,
        platform.clock());
  }
}
