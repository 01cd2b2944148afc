package io.gamekeeper.local.aws.rds;

/** The reasons why several resource types of RDS have properties without effect. */
final class Inert {
  static final String ONE_PROCESS = "one process plays all instances";
  static final String NOTE = "informational only";
  static final String ARTIFACT = "the engine is MariaDB 11.4, of the artifact's version";
  static final String NO_REPORTS = "a laptop has no such reports";

  private Inert() {}
}
