package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script in a small project, with stand-ins for Maven, the JDK and Node. */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of(System.getProperty("gamekeeper.root"), "gamekeeper");
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "sh",
          "env",
          "sed",
          "grep",
          "find",
          "head",
          "tail",
          "sleep",
          "dirname",
          "mkdir",
          "rmdir",
          "mv",
          "cat",
          "touch",
          "cksum",
          "nice",
          "readlink",
          "rm");

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$JAVA_HOME $*" >> maven.calls
      echo '[INFO] Building Gamekeeper – local stage 0.1.0                     [5/6]'
      if [ -e broken ]; then echo '[ERROR] Broken.java:[1,1] not a statement'; exit 1; fi
      sleep 0.3
      mkdir -p cli/target/lib infra/target/lib functions/game-api/target functions/new/target \
        fleet/target
      touch cli/target/gamekeeper-cli.jar infra/target/gamekeeper-infra.jar \
        functions/game-api/target/game-api.zip functions/new/target/new.zip \
        fleet/target/game-server.tar.gz
      """;
  private static final String PACKS_A_ZIP = "<artifactId>maven-assembly-plugin</artifactId>";

  private static final String JAVA =
      """
      #!/bin/sh
      echo "java-pid $$"
      [ ! -e /proc/$$/status ] || sed -n 's/^SigIgn:\\s*/ignores /p' /proc/$$/status
      echo "locale ${LC_ALL-}"
      for argument in "$@"; do
        echo "<$argument>"
        case $argument in
          -XX:ArchiveClassesAtExit=*) [ -e ../untrainable ] || echo archive >"${argument#*=}" ;;
        esac
      done
      """;

  @TempDir private Path folder;
  private Path root = Path.of("");
  private Path bin = Path.of("");
  private Path jdks = Path.of("");

  @BeforeEach
  void layOutAProject() throws IOException {
    root = Files.createDirectories(folder.resolve("a project")).toRealPath();
    Files.copy(LAUNCHER, root.resolve("gamekeeper"));
    executable(root.resolve("gamekeeper"));
    script(root.resolve("mvnw"), MAVEN);
    source("pom.xml");
    source("cli/pom.xml");
    source("cli/src/main/java/A.java");
    source("cli/src/main/java/B.java");
    source("functions/game-api/src/main/java/C.java");
    source("functions/game-api/pom.xml", PACKS_A_ZIP);
    source("functions/new/pom.xml", PACKS_A_ZIP);
    source("functions/contract/pom.xml");

    bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Path usual = Path.of("/usr/bin", tool);
      Path tooled = Files.exists(usual) ? usual : Path.of("/bin", tool);
      script(bin.resolve(tool), "#!/bin/sh\nexec " + tooled + " \"$@\"\n");
    }
    // The launcher looks at the build each second, which is too seldom here.
    script(bin.resolve("sleep"), "#!/bin/sh\nexec /usr/bin/env -i PATH=/usr/bin:/bin sleep 0.1\n");
    script(bin.resolve("node"), "#!/bin/sh\necho v22.3.0\n");
    jdks = Files.createDirectories(folder.resolve("jdks"));
    jdk("jdk-17", "17.0.9");
    jdk("jdk-25", "25.0.1");
  }

  @Test
  void startsTheCommandLineWithTheFirstJdkThatIsNewEnough() throws Exception {
    Run run = launch("status", "--json", "two words");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("<io.gamekeeper.cli.Gamekeeper>", "<status>", "<--json>", "<two words>")
        .contains("<-Dgamekeeper.root=" + root + ">");
    assertThat(Files.readString(root.resolve("maven.calls"))).startsWith(jdks + "/jdk-25 ");
  }

  @Test
  void javaTakesTheLaunchersPlaceSoThatSignalsReachIt() throws Exception {
    Process process = start(Map.of(), root, "./gamekeeper", "status");
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(out).contains("java-pid " + process.pid());
  }

  /** Otherwise the JVM could not name files with letters beyond ASCII. */
  @ParameterizedTest
  @CsvSource({
    "ANSI_X3.4-1968, C.utf8, C.utf8",
    "ISO-8859-1, de_DE.UTF-8, de_DE.UTF-8",
    "UTF-8, C.utf8, mine",
    "ANSI_X3.4-1968, none, mine"
  })
  void javaGetsAUtf8LocaleWhereThereIsOne(String charmap, String installed, String expected)
      throws Exception {
    script(
        bin.resolve("locale"),
        """
        #!/bin/sh
        if [ "$1" = charmap ]; then echo %s; else printf '%%s\\n' C %s POSIX z.utf8 | grep -v %s; fi
        """
            .formatted(
                charmap, installed, installed.equals("none") ? "-e none -e utf8" : "nothing"));

    Run run = finish(start(Map.of("LC_ALL", "mine"), root, "./gamekeeper", "status"));

    assertThat(run.out().lines()).contains("locale " + expected);
  }

  /** As a script's background job has it. */
  @Test
  void ctrlCIsHeededAlsoWhereTheShellIgnoresIt() throws Exception {
    assumeThat(Path.of("/proc/self/status")).exists();

    Run run = finish(start(Map.of(), root, "bash", "-c", "trap '' INT; exec ./gamekeeper status"));

    String ignored =
        run.out().lines().filter(line -> line.startsWith("ignores ")).findAny().orElseThrow();
    assertThat(Long.parseLong(ignored.substring("ignores ".length()), 16) & 1 << 1).isZero();
  }

  @Test
  void worksFromAnyFolderAndThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("gk"), root.resolve("gamekeeper"));

    Run run = finish(start(Map.of(), folder, link.toString(), "status"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("<-Dgamekeeper.root=" + root + ">");
  }

  @Test
  void aMissingJdkIsOneLineThatSaysWhatToInstall() throws Exception {
    Run run =
        finish(
            start(
                Map.of("GAMEKEEPER_JDK_PATH", folder.resolve("nowhere").toString()),
                root,
                "./gamekeeper",
                "status"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("JDK", "25", "install");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aMissingNodeIsOneLineThatSaysWhatToInstall() throws Exception {
    Files.delete(bin.resolve("node"));

    Run run = launch("up");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("Node", "20", "install");
    assertThat(launch("token", "ann").status()).as("a command without synthesis").isZero();
  }

  @Test
  void anOldNodeIsNamed() throws Exception {
    script(bin.resolve("node"), "#!/bin/sh\necho v18.19.1\n");

    Run run = launch("synth");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("18.19.1", "20");
  }

  @Test
  void buildsOnceAndAgainWhenASourceIsNewerOrGone() throws Exception {
    Run first = launch("status");
    assertThat(first.err()).contains("building", "[5/6] Gamekeeper – local stage", "built in");
    assertThat(builds()).isEqualTo(1);

    assertThat(launch("status").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    Files.setLastModifiedTime(
        root.resolve("cli/src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(1)));
    launch("status");
    assertThat(builds()).isEqualTo(2);

    Files.setLastModifiedTime(
        root.resolve("cli/src/main/java/A.java"), FileTime.from(Instant.EPOCH));
    launch("status");
    assertThat(builds()).isEqualTo(2);

    Files.delete(root.resolve("cli/src/main/java/B.java"));
    launch("status");
    assertThat(builds()).isEqualTo(3);

    Files.delete(root.resolve("functions/game-api/target/game-api.zip"));
    launch("status");
    assertThat(builds()).isEqualTo(4);

    Files.delete(root.resolve("functions/new/target/new.zip"));
    launch("status");
    assertThat(builds()).isEqualTo(5);
  }

  @Test
  void everyModuleIsBuilt() throws Exception {
    launch("status");

    assertThat(Files.readString(root.resolve("maven.calls")))
        .endsWith(" package\n")
        .doesNotContain(" -pl ", "--projects");
  }

  /** By that the launcher knows which zips have to be there. */
  @Test
  void theModulesOfBundlesSayThatTheyPackAZip() throws Exception {
    try (var modules = Files.list(LAUNCHER.resolveSibling("functions"))) {
      List<String> packing = new ArrayList<>();
      for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        if (Files.readString(module.resolve("pom.xml")).contains(PACKS_A_ZIP)) {
          packing.add(module.getFileName().toString());
        }
      }

      assertThat(packing)
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(Bundle.values()).map(Bundle::module).toList());
    }
  }

  @Test
  void aBuildThatFailsSaysWhyAndIsTriedAgain() throws Exception {
    Files.createFile(root.resolve("broken"));

    Run run = launch("status");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("not a statement", ".gamekeeper/build.log");

    Files.delete(root.resolve("broken"));
    assertThat(launch("status").status()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  /** Linux has flock, macOS has not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void concurrentFirstStartsBuildOnce(boolean withFlock) throws Exception {
    if (withFlock) {
      assumeThat(Path.of("/usr/bin/flock")).exists();
      script(bin.resolve("flock"), "#!/bin/sh\nexec /usr/bin/flock \"$@\"\n");
    }
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(start(Map.of(), root, "./gamekeeper", "status"));
    }
    for (Process process : processes) {
      assertThat(finish(process).status()).isZero();
    }

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void neverBuildsWhereTheUserForbidsIt() throws Exception {
    Run run = finish(start(Map.of("GAMEKEEPER_BUILD", "never"), root, "./gamekeeper", "status"));

    assertThat(run.status()).isZero();
    assertThat(root.resolve("maven.calls")).doesNotExist();
  }

  @Test
  void aShortCommandStartsFromAnArchiveThatTheOneBeforeItHadWritten() throws Exception {
    launch("status");
    assertThat(withArchive("alarm", "list").out()).doesNotContain("SharedArchiveFile");

    awaitArchive();

    String out = withArchive("alarm", "list").out();
    assertThat(out).contains("<-XX:SharedArchiveFile=" + root + "/.gamekeeper/start/");
    assertThat(out).contains("<-XX:TieredStopAtLevel=1>").doesNotContain("/lib/*");
    assertThat(withArchive("alarm", "list", "--stage", "prod").out())
        .contains("<-XX:SharedArchiveFile=", "/lib/*>");
    assertThat(withArchive("up").out())
        .contains("<-Xms1g>", "/lib/*>")
        .doesNotContain("SharedArchiveFile");
  }

  @Test
  void anArchiveThatIsOlderThanTheJarsIsWrittenAnew() throws Exception {
    launch("status");
    withArchive("status");
    Path archive = awaitArchive();
    Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));

    assertThat(withArchive("status").out()).doesNotContain("SharedArchiveFile");

    await().until(() -> Files.getLastModifiedTime(archive).toInstant().isAfter(Instant.EPOCH));
    awaitArchive();
    assertThat(withArchive("status").out()).contains("<-XX:SharedArchiveFile=" + archive);
  }

  @Test
  void aJvmThatWritesNoArchiveIsNotAskedAgain() throws Exception {
    Files.createFile(folder.resolve("untrainable"));
    launch("status");
    withArchive("status");
    Path archive = awaitArchive();

    assertThat(archive).isEmptyFile();
    assertThat(withArchive("status").out()).doesNotContain("SharedArchiveFile");
    assertThat(archive.resolveSibling("training")).doesNotExist();
  }

  @Test
  void concurrentFirstCommandsWriteOneArchiveAndAllSucceed() throws Exception {
    launch("status");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(Map.of("GAMEKEEPER_ARCHIVE", ""), root, "./gamekeeper", "status"));
    }
    for (Process process : processes) {
      assertThat(finish(process)).returns(0, Run::status).returns("", Run::err);
    }

    assertThat(Files.readString(awaitArchive())).isEqualTo("archive\n");
  }

  private Run withArchive(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("./gamekeeper"));
    command.addAll(List.of(arguments));
    return finish(start(Map.of("GAMEKEEPER_ARCHIVE", ""), root, command.toArray(String[]::new)));
  }

  /** Waits until nothing works in the background, and returns what it wrote. */
  private Path awaitArchive() {
    Path starts = root.resolve(".gamekeeper/start");
    return await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Stream<Path> files = Files.list(starts)) {
                return files.toList();
              }
            },
            files -> files.size() == 1 && files.getFirst().toString().endsWith(".jsa"))
        .getFirst();
  }

  @Test
  void theCdkAppRunsInTheProjectAndAddsNothingToItsOutput() throws Exception {
    launch("status");

    Run run = finish(start(Map.of(), folder, root.resolve("gamekeeper").toString(), "cdk-app"));

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("java-pid ").contains("<io.gamekeeper.infra.App>");
    assertThat(run.err()).isEmpty();
  }

  private long builds() throws IOException {
    try (var lines = Files.lines(root.resolve("maven.calls"))) {
      return lines.count();
    }
  }

  private Run launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("./gamekeeper"));
    command.addAll(List.of(arguments));
    return finish(start(Map.of(), root, command.toArray(String[]::new)));
  }

  private Process start(Map<String, String> environment, Path from, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("GAMEKEEPER_JDK_PATH", jdks.toString());
    // Nothing works on in the background when a test is over.
    builder.environment().put("GAMEKEEPER_ARCHIVE", "never");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Run finish(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), out, err);
  }

  private void jdk(String name, String version) throws IOException {
    Path home = jdks.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), JAVA);
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  /** An old file in an old folder, as after a check-out long ago. */
  private void source(String path) throws IOException {
    source(path, "");
  }

  private void source(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Run(int status, String out, String err) {}
}
