package io.gamekeeper.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The facts about the machine that a reader of a table must know before comparing it with another.
 *
 * @param loadAverage of the last minute before the run; negative where the system has none
 * @param collector the garbage collector's beans
 * @param jvmOptions without those that only permit something
 * @param revision of the checkout, with {@code -dirty} where it was changed
 */
record Circumstances(
    int processors,
    double loadAverage,
    List<String> collector,
    List<String> jvmOptions,
    String revision) {

  static Circumstances now(Path project) throws InterruptedException {
    return new Circumstances(
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(bean -> bean.getName())
            .toList(),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("-X"))
            .toList(),
        revision(project));
  }

  private static String revision(Path project) throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(project.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "unknown";
    } catch (IOException e) {
      return "unknown"; // an unpacked archive, or a machine without git
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "revision %s; %d processors, load average %.2f at the start; JVM options %s (%s)",
        revision,
        processors,
        loadAverage,
        jvmOptions.isEmpty() ? "none" : String.join(" ", jvmOptions),
        String.join(", ", collector));
  }
}
