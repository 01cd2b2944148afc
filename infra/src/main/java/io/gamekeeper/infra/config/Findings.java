package io.gamekeeper.infra.config;

import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;
import software.constructs.IConstruct;

/**
 * Findings of cdk-nag and of CloudFormation's validation that are accepted, each with its reason.
 */
public final class Findings {
  private Findings() {}

  /**
   * Accepts one finding on one construct and all below it.
   *
   * @param id the rule as the validation report names it
   * @param reason why it does not apply here
   */
  public static void acknowledge(IConstruct construct, String id, String reason) {
    Validations.of(construct).acknowledge(Acknowledgment.builder().id(id).reason(reason).build());
  }
}
