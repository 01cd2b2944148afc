package io.gamekeeper.cli;

import io.gamekeeper.contract.Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where things lie in the checkout that the command runs from.
 *
 * @param root the project's folder
 */
public record Project(Path root) {

  /** The checkout that the launcher named, else the working folder. */
  public static Project current() {
    Path root = Path.of(System.getProperty("gamekeeper.root", "")).toAbsolutePath().normalize();
    if (!Files.exists(root.resolve("cdk.json"))) {
      throw new CommandFailure(
          root + " holds no cdk.json: run ./gamekeeper from a checkout of Gamekeeper");
    }
    return new Project(root);
  }

  /** Settings of the CDK app. */
  Path cdkJson() {
    return root.resolve("cdk.json");
  }

  /** Where the CDK app and the CDK CLI leave the templates. */
  public Path assembly() {
    return root.resolve("cdk.out");
  }

  /** What only this machine needs; not under version control. */
  Path state() {
    return root.resolve(".gamekeeper");
  }

  Path infraJar() {
    return root.resolve("infra/target/gamekeeper-infra.jar");
  }

  Path infraLibraries() {
    return root.resolve("infra/target/lib");
  }

  List<Path> functionZips() {
    return Arrays.stream(Bundle.values()).map(bundle -> bundle.zip(root)).toList();
  }
}
