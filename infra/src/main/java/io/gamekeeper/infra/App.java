package io.gamekeeper.infra;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.Bundle;
import io.gamekeeper.infra.config.CdkJson;
import io.gamekeeper.infra.config.ConfigException;
import io.gamekeeper.infra.config.StageConfig;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
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

  /** Synthesises; a mistake of the user's becomes one line and exit status 1. */
  static int run(Path root, String output, PrintStream err) {
    try {
      create(root, output, bundle -> existing(bundle.zip(root), root)).synth();
      return 0;
    } catch (ConfigException | MissingZipException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  /**
   * Builds the construct tree of all stages.
   *
   * @param root folder with {@code cdk.json}
   * @param output folder for the cloud assembly
   * @param zips where each bundle's code lies
   */
  static software.amazon.awscdk.App create(Path root, String output, Function<Bundle, Path> zips) {
    software.amazon.awscdk.App app =
        new software.amazon.awscdk.App(
            AppProps.builder()
                .outdir(output)
                .analyticsReporting(false)
                .context(CdkJson.context(root))
                .build());
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    Object settings = app.getNode().tryGetContext(StageConfig.CONTEXT_KEY);
    for (StageConfig config : StageConfig.readAll(new ObjectMapper().valueToTree(settings))) {
      new DeploymentStage(app, config, zips);
    }
    return app;
  }

  private static Path existing(Path zip, Path root) {
    if (!Files.isRegularFile(zip)) {
      throw new MissingZipException(root.relativize(zip));
    }
    return zip;
  }

  private static final class MissingZipException extends RuntimeException {
    MissingZipException(Path zip) {
      super(zip + " is missing: run ./mvnw -DskipTests package first");
    }
  }
}
