package io.gamekeeper.cli;

import io.gamekeeper.contract.OperatorRole;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Base of the operators' commands that change something, which is audited with its reason. */
abstract class ChangeCommand extends OperatorCommand {
  private static final int LONGEST = 500;
  private static final String BY_HAND = "by hand";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description =
          "Why, for the audit: up to 500 characters; may be left out on the stage of this machine.")
  private @Nullable String reason;

  ChangeCommand(Console console, Surroundings surroundings) {
    super(console, surroundings);
  }

  @Override
  OperatorRole role() {
    return OperatorRole.ON_CALL;
  }

  /** Tells whether a reason must be given even on this machine; not so by default. */
  boolean needsReason() {
    return false;
  }

  /**
   * Tells whether this call changes anything; some commands only look unless they are told more.
   */
  boolean changes() {
    return true;
  }

  @Override
  void check() {
    if (reason == null && changes() && (needsReason() || options.isDeployed())) {
      throw wrong("say why with --reason TEXT: the change is audited with it");
    }
    if (reason != null && (reason.isBlank() || reason.length() > LONGEST)) {
      throw wrong("--reason is a text of 1 to " + LONGEST + " characters");
    }
  }

  /** Returns the reason for the audit. */
  final String reason() {
    return reason == null ? BY_HAND : reason;
  }
}
