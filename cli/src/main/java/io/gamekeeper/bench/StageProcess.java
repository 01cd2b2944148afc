package io.gamekeeper.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code gamekeeper up} in a JVM of its own, so that neither the load generator's garbage nor its
 * compiler disturbs the stage that is measured.
 */
final class StageProcess implements AutoCloseable {
  private static final String REDIS = "redis-server";

  private final Process process;
  private final URI address;
  private final Thread killer;

  private StageProcess(Process process, URI address, Thread killer) {
    this.process = process;
    this.address = address;
    this.killer = killer;
  }

  /**
   * Starts a stage with this JVM's options and class path and waits until it answers.
   *
   * @param options of {@code up}
   * @throws IOException if it did not become ready; the message is what it said
   */
  static StageProcess start(List<String> options) throws IOException {
    List<String> up = new ArrayList<>(List.of("io.gamekeeper.cli.Gamekeeper", "up"));
    up.addAll(options);
    return run(up);
  }

  /** Starts {@link ConstantServer} and waits until it answers. */
  static StageProcess startConstantServer() throws IOException {
    return run(List.of(ConstantServer.class.getName()));
  }

  private static StageProcess run(List<String> program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    File log = File.createTempFile("gamekeeper-bench-", ".log");
    log.deleteOnExit();
    Process process = new ProcessBuilder(command).redirectError(log).start();
    Thread killer = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(killer);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Optional<URI> ready = ReadyLine.read(line);
      if (ready.isPresent()) {
        return new StageProcess(process, ready.get(), killer);
      }
    }
    throw new IOException(
        program.getFirst()
            + " did not start: "
            + Files.readString(log.toPath()).strip().lines().reduce((a, b) -> b).orElse(""));
  }

  /** Returns the address it listens on. */
  InetSocketAddress address() {
    return new InetSocketAddress(address.getHost(), address.getPort());
  }

  /** Returns the processor time that the stage itself has taken so far. */
  Duration processorTime() {
    return processorTime(process.toHandle());
  }

  /** Returns the processor time of its Redis, which is a process of its own. */
  Duration redisTime() {
    return process
        .descendants()
        .filter(child -> child.info().command().orElse("").contains(REDIS))
        .map(StageProcess::processorTime)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration processorTime(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
