package io.gamekeeper.cli;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.GameServerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of the checkout that the command runs from.
 *
 * @param root the project's folder
 */
public record Project(Path root) {

  /** Returns the checkout that the launcher named, else the working folder. */
  public static Project current() {
    Path root = Path.of(System.getProperty("gamekeeper.root", "")).toAbsolutePath().normalize();
    if (!Files.exists(root.resolve("cdk.json"))) {
      throw new CommandFailure(
          root + " has no cdk.json: run ./gamekeeper in a checkout of Gamekeeper");
    }
    return new Project(root);
  }

  /** Returns the file with the settings of the CDK app. */
  Path cdkJson() {
    return root.resolve("cdk.json");
  }

  /** Returns the folder where the CDK app and the CDK CLI leave the templates. */
  public Path assembly() {
    return root.resolve("cdk.out");
  }

  /** Returns the folder of what only this machine needs; it is not under version control. */
  Path state() {
    return root.resolve(".gamekeeper");
  }

  Path infraJar() {
    return root.resolve("infra/target/gamekeeper-infra.jar");
  }

  Path infraLibraries() {
    return root.resolve("infra/target/lib");
  }

  /** Returns the artifacts to deploy: the functions' zips and the reference game server. */
  List<Path> releases() {
    return Stream.concat(
            Arrays.stream(Bundle.values()).map(bundle -> bundle.zip(root)),
            Stream.of(GameServerContract.release(root)))
        .toList();
  }
}
