package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The systemd of an instance: its units, and the command {@code systemctl}. */
final class Systemd {
  private static final String SERVICE = ".service";

  /** Units of the machine image for which the stage stands in. */
  private static final Set<String> AGENTS =
      Set.of(
          "amazon-cloudwatch-agent",
          "amazon-ssm-agent",
          "aws-appconfig-agent",
          "chronyd",
          "logrotate.timer",
          "sshd");

  private final String where;
  private final Path folder;
  private final Loader loader;

  /** Guards itself and {@link #enabled}. */
  private final Map<String, Unit> units = new LinkedHashMap<>();

  private final Set<Unit> enabled = new LinkedHashSet<>();

  /** Makes a unit of its file. */
  @FunctionalInterface
  interface Loader {
    Unit load(UnitFile file);
  }

  /**
   * Makes a systemd that has read no units yet.
   *
   * @param where the instance's user data is, for messages
   * @param folder of the files of its units
   */
  Systemd(String where, Path folder, Loader loader) {
    this.where = where;
    this.folder = folder;
    this.loader = loader;
  }

  /** Carries out {@code systemctl} with these arguments; a refusal has a status of 400 or more. */
  Answer systemctl(List<String> arguments) {
    try {
      return carryOut(arguments);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(503, "the instance ends\n");
    } catch (IOException | TemplateException e) {
      return Answer.text(400, e.getMessage() + "\n");
    }
  }

  private Answer carryOut(List<String> arguments) throws IOException, InterruptedException {
    List<String> words = arguments.stream().filter(argument -> !argument.startsWith("-")).toList();
    String verb = words.isEmpty() ? "" : words.getFirst();
    boolean now = arguments.contains("--now");
    if (verb.equals("daemon-reload")) {
      reload();
      return Answer.text(200, "");
    }
    StringBuilder output = new StringBuilder();
    boolean good = true;
    for (String name : words.subList(Math.min(1, words.size()), words.size())) {
      String plain =
          name.endsWith(SERVICE) ? name.substring(0, name.length() - SERVICE.length()) : name;
      @Nullable Unit unit = unit(plain + SERVICE);
      if (unit == null) {
        if (AGENTS.contains(plain)) {
          continue;
        }
        return Answer.text(404, "Unit " + plain + ".service could not be found.\n");
      }
      switch (verb) {
        case "enable" -> {
          setEnabled(unit, true);
          good &= !now || unit.start();
        }
        case "disable" -> {
          setEnabled(unit, false);
          if (now) {
            unit.stop();
          }
        }
        case "start" -> good &= unit.start();
        case "stop" -> unit.stop();
        case "restart" -> {
          unit.stop();
          good &= unit.start();
        }
        case "is-active" -> {
          output.append(unit.state().name().toLowerCase(Locale.ROOT)).append('\n');
          good &= unit.state() == Unit.State.ACTIVE;
        }
        default -> {
          return Answer.text(400, "the stage's systemctl does not know " + verb + "\n");
        }
      }
    }
    return good
        ? Answer.text(200, output.toString())
        : Answer.text(500, output + "Job for " + words.getLast() + " failed.\n");
  }

  private @Nullable Unit unit(String name) throws IOException {
    synchronized (units) {
      if (units.isEmpty()) {
        reload();
      }
      return units.get(name);
    }
  }

  private void setEnabled(Unit unit, boolean wanted) {
    synchronized (units) {
      if (wanted) {
        enabled.add(unit);
      } else {
        enabled.remove(unit);
      }
    }
  }

  private void reload() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    synchronized (units) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(SERVICE) && !units.containsKey(name)) {
            units.put(name, loader.load(UnitFile.parse(where, name, Files.readString(file))));
          }
        }
      }
    }
  }

  /**
   * Starts the units that are enabled, as at a boot.
   *
   * @return how many did not start
   */
  int startEnabled() throws InterruptedException {
    List<Unit> wanted;
    synchronized (units) {
      wanted = List.copyOf(enabled);
    }
    int failed = 0;
    for (Unit unit : wanted) {
      failed += unit.start() ? 0 : 1;
    }
    return failed;
  }

  /** Stops all units in good order. */
  void stop() throws InterruptedException {
    for (Unit unit : all()) {
      unit.stop();
    }
  }

  /** Keeps all units from starting anything more: their processes are about to be killed. */
  void abandon() {
    all().forEach(Unit::abandon);
  }

  /** Returns the process id of the server, while there is one. */
  OptionalLong serverPid() {
    return all().stream()
        .map(Unit::pid)
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  /** Tells whether any unit runs or starts. */
  boolean isServing() {
    return all().stream()
        .map(Unit::state)
        .anyMatch(state -> state == Unit.State.ACTIVE || state == Unit.State.ACTIVATING);
  }

  private List<Unit> all() {
    synchronized (units) {
      return List.copyOf(units.values());
    }
  }
}
