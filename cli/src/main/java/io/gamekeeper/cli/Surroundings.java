package io.gamekeeper.cli;

import io.gamekeeper.operations.AwsAccount;
import io.gamekeeper.operations.Patience;
import io.gamekeeper.operations.SdkAwsAccount;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What operators' commands find around them.
 *
 * @param project whose running stages are meant
 * @param accounts finds the AWS account of a deployed stage
 * @param clock by which "15m ago" is meant, and requests are signed
 * @param patience with an API that is busy; by its pause commands that follow something wait, too
 */
public record Surroundings(
    Supplier<Project> project, AwsAccount.Finder accounts, Clock clock, Patience patience) {

  /** Returns those of a command at a terminal, in a checkout. */
  static Surroundings of(Supplier<Project> project) {
    // A method reference would load AWS's SDK at once, which only deployed stages need.
    return new Surroundings(
        project,
        (profile, region) -> SdkAwsAccount.find(profile, region),
        Clock.systemUTC(),
        Patience.ofPerson());
  }
}
