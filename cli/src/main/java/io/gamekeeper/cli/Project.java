package io.gamekeeper.cli;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.GameServerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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

  /** What is deployed: the functions' zips and the reference game server. */
  List<Path> releases() {
    return Stream.concat(
            Arrays.stream(Bundle.values()).map(bundle -> bundle.zip(root)),
            Stream.of(GameServerContract.release(root)))
        .toList();
  }
}
