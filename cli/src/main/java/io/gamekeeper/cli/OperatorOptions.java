package io.gamekeeper.cli;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.operations.LocalDoor;
import io.gamekeeper.operations.Operations;
import io.gamekeeper.operations.SignedDoor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that choose a stage and the role of its operator, and the door to its API. */
final class OperatorOptions {
  @Mixin private final StageOption local = new StageOption();

  @Option(
      names = "--stage",
      paramLabel = "NAME",
      converter = StageName.class,
      description =
          "A deployed stage, for instance prod, in the AWS account that you are signed in to"
              + " (default: the stage that runs on this machine).")
  private @Nullable String stage;

  @Option(
      names = "--role",
      converter = RoleKey.class,
      description =
          "The operator's role: viewer, planner, approver or on-call (default: what the command"
              + " needs; on this machine, all).")
  private @Nullable OperatorRole role;

  @Option(
      names = "--profile",
      description = "Profile of the AWS configuration, for --stage (default: AWS's own order).")
  private @Nullable String profile;

  @Option(names = "--region", description = "AWS region, for --stage (default: the profile's).")
  private @Nullable String region;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  /** Tells whether JSON is wanted. */
  boolean json() {
    return json;
  }

  /** Tells whether a deployed stage is meant. */
  boolean isDeployed() {
    return stage != null;
  }

  /** Returns what is wrong with the options together; null for nothing. */
  @Nullable String problem() {
    if (stage != null && local.isGiven()) {
      return "--port is for a stage on this machine, --stage for a deployed one: give one of them";
    }
    if (stage == null && (profile != null || region != null)) {
      return "--profile and --region are for a deployed stage: name it with --stage";
    }
    return null;
  }

  /**
   * Returns the API of the chosen stage.
   *
   * @param needed the role that the command needs
   * @throws CommandFailure if no stage runs on this machine
   */
  Operations open(OperatorRole needed, Surroundings surroundings) {
    if (stage != null) {
      OperatorRole taken = role == null ? needed : role;
      return new Operations(
          new SignedDoor(
              stage, taken, surroundings.accounts().find(profile, region), surroundings.clock()),
          surroundings.patience());
    }
    List<OperatorRole> roles = role == null ? List.of(OperatorRole.values()) : List.of(role);
    OperatorSession session = new OperatorSession(local.entry(surroundings.project().get()), roles);
    return new Operations(
        new LocalDoor(session.stage().port(), session::open), surroundings.patience());
  }

  /** Reads a stage's key, which becomes a part of names. */
  static final class StageName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.matches("[a-z][a-z0-9-]{0,31}")) {
        throw new TypeConversionException(
            "'" + text + "' is not a stage: its name is in small letters, for instance dev");
      }
      return text;
    }
  }

  /** Reads a role's key. */
  static final class RoleKey implements ITypeConverter<OperatorRole> {
    @Override
    public OperatorRole convert(String text) {
      return OperatorRole.named(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not one of %s"
                          .formatted(
                              text,
                              Arrays.stream(OperatorRole.values())
                                  .map(OperatorRole::key)
                                  .collect(Collectors.joining(", ")))));
    }
  }
}
