package io.gamekeeper.infra;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.CdkJson;
import io.gamekeeper.infra.config.ConfigException;
import io.gamekeeper.infra.config.FleetConfig;
import io.gamekeeper.infra.config.StageConfig;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Validations;

/**
 * The CDK app. Run by the CDK CLI or by hand in the project's root: both write the same templates
 * of all stages, offline and without credentials.
 */
public final class App {
  private App() {}

  /**
   * Synthesises into {@code CDK_OUTDIR}, else {@code cdk.out}; the exit status is 1 if it fails.
   */
  public static void main(String[] args) {
    Path root = Path.of("").toAbsolutePath();
    String output =
        Optional.ofNullable(System.getenv("CDK_OUTDIR"))
            .orElseGet(() -> root.resolve("cdk.out").toString());
    System.exit(run(root, output, System.err));
  }

  /** Synthesises; a user's mistake becomes one line and exit status 1. */
  static int run(Path root, String output, PrintStream err) {
    try {
      create(root, output, new Built(root)).synth();
      return 0;
    } catch (ConfigException | MissingReleaseException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  /**
   * Builds the construct tree of all stages.
   *
   * @param root folder with {@code cdk.json}
   * @param output folder for the cloud assembly
   * @param releases locates what the build made
   */
  static software.amazon.awscdk.App create(Path root, String output, Releases releases) {
    software.amazon.awscdk.App app =
        new software.amazon.awscdk.App(
            AppProps.builder()
                .outdir(output)
                .analyticsReporting(false)
                .context(CdkJson.context(root))
                .build());
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    Object settings = app.getNode().tryGetContext(StageConfig.CONTEXT_KEY);
    for (StageConfig config :
        StageConfig.readAll(
            new ObjectMapper().valueToTree(settings),
            StageConfig.isFirstDeployment(
                app.getNode().tryGetContext(StageConfig.FIRST_DEPLOYMENT_KEY)))) {
      new DeploymentStage(app, config, releases);
    }
    return app;
  }

  /** The artifacts in the project's root; each one that is used must be there. */
  private record Built(Path root) implements Releases {
    @Override
    public Path zip(Bundle bundle) {
      return existing(bundle.zip(root), "run ./mvnw -DskipTests package first");
    }

    @Override
    public Path gameServer(FleetConfig fleet) {
      return fleet
          .release()
          .map(own -> existing(root.resolve(own), "fleet.release in cdk.json names it"))
          .orElseGet(
              () ->
                  existing(
                      GameServerContract.release(root), "run ./mvnw -DskipTests package first"));
    }

    private Path existing(Path file, String hint) {
      if (!Files.isRegularFile(file)) {
        throw new MissingReleaseException(root.relativize(file), hint);
      }
      return file;
    }
  }

  private static final class MissingReleaseException extends RuntimeException {
    MissingReleaseException(Path file, String hint) {
      super(file + " is missing: " + hint);
    }
  }
}
