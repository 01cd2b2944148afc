package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Writes the templates of all stages by running the CDK app in a JVM of its own: jsii keeps state
 * for the life of a JVM and starts a Node process, and a running stage should have neither.
 */
public final class Synthesis {
  private final Project project;
  private final List<String> app;

  /** Runs the app that the build left in the checkout. */
  public Synthesis(Project project) {
    this(
        project,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            project.infraJar() + File.pathSeparator + project.infraLibraries().resolve("*"),
            "io.gamekeeper.infra.App"));
  }

  /**
   * Runs a CDK app that is started in another way.
   *
   * @param app command and arguments
   */
  Synthesis(Project project, List<String> app) {
    this.project = project;
    this.app = List.copyOf(app);
  }

  /**
   * Returns true if the templates are not what the present app, settings and releases give, or were
   * edited by hand.
   */
  public boolean isStale() {
    try {
      return !Files.exists(project.assembly().resolve("manifest.json"))
          || !Files.readString(record()).equals(digest());
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      throw new CommandFailure("cannot read the templates' state: " + e, e);
    }
  }

  /** Writes the templates if they are stale; true if it did. */
  public boolean refresh() {
    return isStale() && locked(() -> isStale() && write());
  }

  /** Writes the templates in any case. */
  public void run() {
    locked(this::write);
  }

  private boolean write() {
    Path log = project.state().resolve("synth.log");
    try {
      int status = await(start(log));
      if (status != 0) {
        throw new CommandFailure(
            "the CDK app ended with status "
                + status
                + ": "
                + reason(log)
                + " (its whole output: "
                + log
                + ")");
      }
      Files.writeString(record(), digest());
      return true;
    } catch (IOException e) {
      throw new CommandFailure("cannot run the CDK app: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new CommandFailure("interrupted while the CDK app ran", e);
    }
  }

  /** Waits for the app; it must not outlive a command that is interrupted with Ctrl-C. */
  private static int await(Process process) throws InterruptedException {
    Thread killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    int status = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(killer);
    return status;
  }

  private Process start(Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(app)
            .directory(project.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("CDK_OUTDIR", project.assembly().toString());
    return builder.start();
  }

  /** Runs the work in one process at a time; a process that waited finds the work done. */
  private boolean locked(BooleanSupplier work) {
    try {
      Files.createDirectories(project.state());
      try (FileChannel channel =
              FileChannel.open(
                  project.state().resolve("synth.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        return lock.isValid() && work.getAsBoolean();
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot write below " + project.state() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the line that says most: the first that speaks of an error, without its exception's
   * class.
   */
  private static String reason(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> line.contains("Exception") || line.contains("rror"))
        .findFirst()
        .or(() -> lines.stream().filter(line -> !line.isBlank()).findFirst())
        .map(
            line ->
                line.replaceFirst(
                    "^(Exception in thread \"[^\"]*\" )?[\\w.$]+(Exception|Error): ", ""))
        .orElse("it printed nothing");
  }

  private Path record() {
    return project.state().resolve("synth.digest");
  }

  /** Returns the digest of the inputs and of the templates. */
  private String digest() throws IOException {
    MessageDigest sha256 = sha256();
    try (DigestOutputStream digest =
        new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      List<Path> contents = new ArrayList<>(project.releases());
      contents.add(project.infraJar());
      contents.add(project.cdkJson());
      ownGameServers().filter(Files::exists).forEach(contents::add);
      try (Stream<Path> written = Files.walk(project.assembly(), 2)) {
        written.filter(file -> file.toString().endsWith(".json")).sorted().forEach(contents::add);
      }
      for (Path file : contents) {
        digest.write((file + "\n").getBytes(StandardCharsets.UTF_8));
        Files.copy(file, digest);
      }
      try (Stream<Path> libraries = Files.list(project.infraLibraries())) {
        for (Path library : libraries.sorted().toList()) {
          digest.write(
              (library + " " + Files.size(library) + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Returns the releases that stages run instead of the reference game server. */
  private Stream<Path> ownGameServers() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(project.cdkJson()))
        .at("/context/gamekeeper/stages")
        .valueStream()
        .map(stage -> stage.at("/fleet/release"))
        .filter(JsonNode::isTextual)
        .map(release -> project.root().resolve(release.textValue()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
