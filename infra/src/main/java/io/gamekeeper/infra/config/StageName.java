package io.gamekeeper.infra.config;

/** The stages of the product; each is deployed whole and shares nothing with another. */
public enum StageName {
  DEV("dev", "Dev"),
  STAGING("staging", "Staging"),
  PROD("prod", "Prod");

  private final String key;
  private final String constructId;

  StageName(String key, String constructId) {
    this.key = key;
    this.constructId = constructId;
  }

  /** The stage's key in {@code cdk.json}; also names it in metrics. */
  public String key() {
    return key;
  }

  /** Prefix of the stage's stack names. */
  public String constructId() {
    return constructId;
  }
}
