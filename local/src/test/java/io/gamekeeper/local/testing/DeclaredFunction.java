package io.gamekeeper.local.testing;

import io.gamekeeper.local.aws.lambda.FunctionConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A function as a template may declare it: plain, but for what a test says of it. */
public final class DeclaredFunction {
  private final String name;
  private final Path zip;
  private String handler = "sample.Handler::handleRequest";
  private Map<String, String> environment = Map.of();
  private Duration timeout = Duration.ofSeconds(1);
  private boolean snapStart;
  private String logGroup = "group";
  private boolean tracing;
  private OptionalInt reservedConcurrency = OptionalInt.empty();

  /** A function whose logical id is its name. */
  public DeclaredFunction(String name, Path zip) {
    this.name = name;
    this.zip = zip;
  }

  public DeclaredFunction handler(String value) {
    handler = value;
    return this;
  }

  public DeclaredFunction environment(Map<String, String> value) {
    environment = value;
    return this;
  }

  public DeclaredFunction timeout(Duration value) {
    timeout = value;
    return this;
  }

  public DeclaredFunction snapStart(boolean value) {
    snapStart = value;
    return this;
  }

  public DeclaredFunction logGroup(String value) {
    logGroup = value;
    return this;
  }

  public DeclaredFunction traced() {
    tracing = true;
    return this;
  }

  public DeclaredFunction reservedConcurrency(OptionalInt value) {
    reservedConcurrency = value;
    return this;
  }

  /** What the stage makes of it. */
  public FunctionConfig config() {
    return new FunctionConfig(
        name,
        name,
        "arn:aws:lambda:eu-central-1:000000000000:function:" + name,
        zip,
        handler,
        environment,
        256,
        timeout,
        snapStart,
        "role",
        List.of(),
        logGroup,
        tracing,
        reservedConcurrency);
  }
}
