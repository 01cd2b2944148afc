package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.template.TemplateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A systemd service, with the directives that the stage carries out.
 *
 * @param environmentFiles in their order; a path that begins with a dash may be missing
 * @param environment variables that the unit itself declares
 * @param start the server; the other lists are run before and after it
 * @param restart when the server is started again
 * @param restartDelay the time before it is started again
 * @param startTimeout the longest time that a whole start may take
 * @param stopTimeout the longest time that the server may take to end before it is killed
 * @param killSignal the signal that asks it to end, without {@code SIG}
 * @param outputs files to which systemd writes what the commands print
 * @param startLimit how many starts are allowed within the interval
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html">systemd.service</a>
 */
record UnitFile(
    String name,
    List<String> environmentFiles,
    Map<String, String> environment,
    List<Line> startPre,
    Line start,
    List<Line> startPost,
    List<Line> stopPost,
    Restart restart,
    Duration restartDelay,
    Optional<Duration> startTimeout,
    Optional<Duration> stopTimeout,
    String killSignal,
    List<Path> outputs,
    int startLimit,
    Duration startLimitInterval) {

  /** When a server that ended is started again. */
  enum Restart {
    NO,
    ON_FAILURE,
    ALWAYS
  }

  /**
   * A command line.
   *
   * @param mayFail whether the unit goes on if it fails
   */
  record Line(List<String> words, boolean mayFail) {}

  /** The folder of an instance's unit files. */
  static final String FOLDER = "/etc/systemd/system/";

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|sec|min|m|h)?");
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(90);

  /** Directives about order, rights and limits, which mean nothing to the stage. */
  private static final Pattern INERT =
      Pattern.compile(
          "Unit\\.(Description|Documentation|After|Before|Wants|Requires|BindsTo|PartOf)"
              + "|Install\\..*"
              + "|Service\\.(User|Group|DynamicUser|SupplementaryGroups|UMask|WorkingDirectory|Nice"
              + "|Standard\\w+|Syslog\\w+|SyslogIdentifier|Slice|Delegate|KillMode|SendSIGKILL"
              + "|SuccessExitStatus|RemainAfterExit|NotifyAccess|KeyringMode|RemoveIPC"
              + "|(Limit|OOM|CPU|Memory|Tasks|IO|IP|Protect|Private|Restrict|Capability|Ambient"
              + "|SystemCall|Lock|NoNew|Proc|ReadWrite|ReadOnly|Inaccessible|NoExec|Exec(Paths)"
              + "|State|Cache|Runtime|Logs|Configuration|Device|Secure|Bind|Temporary)\\w*)");

  private static final Pattern OUTPUT_FILE = Pattern.compile("(?:file|append|truncate):(/.*)");

  /** Directives for the folders that systemd makes for a unit, and the parents of those. */
  private static final Map<String, Path> OWN_FOLDERS =
      Map.of(
          "CacheDirectory", Path.of("/var/cache"),
          "ConfigurationDirectory", Path.of("/etc"),
          "LogsDirectory", Path.of("/var/log"),
          "RuntimeDirectory", Path.of("/run"),
          "StateDirectory", Path.of("/var/lib"));

  private static final Set<String> TYPES = Set.of("simple", "exec");
  private static final Set<String> SIGNALS = Set.of("TERM", "INT", "QUIT", "HUP", "KILL");

  UnitFile {
    environmentFiles = List.copyOf(environmentFiles);
    environment = Map.copyOf(environment);
    startPre = List.copyOf(startPre);
    startPost = List.copyOf(startPost);
    stopPost = List.copyOf(stopPost);
    outputs = List.copyOf(outputs);
  }

  /** Tells whether a file of an instance is a service's unit, by its path. */
  static boolean isUnit(String path) {
    return path.startsWith(FOLDER)
        && path.endsWith(".service")
        && path.indexOf('/', FOLDER.length()) < 0;
  }

  /** Returns the name of a unit: the last part of its file's path. */
  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Reads a unit.
   *
   * @param where for messages
   * @param name for instance {@code game-server.service}
   * @throws TemplateException if the stage cannot run it as systemd would
   */
  static UnitFile parse(String where, String name, String text) {
    return new Reader(where + " " + name).read(name, text);
  }

  private static final class Reader {
    private final String where;
    private final List<String> environmentFiles = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Line> startPre = new ArrayList<>();
    private final List<Line> startPost = new ArrayList<>();
    private final List<Line> stopPost = new ArrayList<>();
    private @Nullable Line start;
    private Restart restart = Restart.NO;
    private Duration restartDelay = Duration.ofMillis(100);
    private Optional<Duration> startTimeout = Optional.of(DEFAULT_TIMEOUT);
    private Optional<Duration> stopTimeout = Optional.of(DEFAULT_TIMEOUT);
    private String killSignal = "TERM";
    private final List<Path> outputs = new ArrayList<>();
    private final List<Path> ownFolders = new ArrayList<>();
    private int startLimit = 5;
    private Duration startLimitInterval = Duration.ofSeconds(10);

    Reader(String where) {
      this.where = where;
    }

    UnitFile read(String name, String text) {
      String section = "";
      for (String raw : text.replace("\\\n", " ").split("\n", -1)) {
        String line = raw.strip();
        if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
          continue;
        }
        if (line.startsWith("[") && line.endsWith("]")) {
          section = line.substring(1, line.length() - 1);
          continue;
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
          throw new TemplateException(
              where, "has the line '" + line + "', which is not a directive");
        }
        directive(
            section + "." + line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
      @Nullable Line server = start;
      if (server == null) {
        throw new TemplateException(where, "has no ExecStart");
      }
      checkOutputs();
      return new UnitFile(
          name,
          environmentFiles,
          environment,
          startPre,
          server,
          startPost,
          stopPost,
          restart,
          restartDelay,
          startTimeout,
          stopTimeout,
          killSignal,
          outputs,
          startLimit,
          startLimitInterval);
    }

    /**
     * Refuses output files in the unit's own folders: systemd before version 257 opens them before
     * it makes those folders, so that each command of the unit ends with 209/STDOUT.
     *
     * @see <a href="https://github.com/systemd/systemd/issues/27591">systemd issue 27591</a>
     */
    private void checkOutputs() {
      for (Path output : outputs) {
        for (Path folder : ownFolders) {
          if (output.startsWith(folder)) {
            throw new TemplateException(
                where,
                "prints into %s, in the folder %s, which systemd makes only later (209/STDOUT)"
                    .formatted(output, folder));
          }
        }
      }
    }

    private void directive(String key, String value) {
      String name = key.replaceFirst("^Service\\.", "");
      Path parent = OWN_FOLDERS.get(name);
      if (parent != null) {
        words(value).forEach(word -> ownFolders.add(parent.resolve(word.replaceFirst(":.*", ""))));
      }
      if (name.equals("StandardOutput") || name.equals("StandardError")) {
        Matcher file = OUTPUT_FILE.matcher(value);
        if (file.matches()) {
          outputs.add(Path.of(file.group(1)).normalize());
        }
      }
      switch (key) {
        case "Service.Type" -> among(key, value, TYPES);
        case "Service.EnvironmentFile" -> environmentFiles.add(value);
        case "Service.Environment" ->
            words(value)
                .forEach(
                    word -> {
                      int equals = word.indexOf('=');
                      environment.put(word.substring(0, equals), word.substring(equals + 1));
                    });
        case "Service.ExecStartPre" -> startPre.add(line(key, value));
        case "Service.ExecStart" -> start = line(key, value);
        case "Service.ExecStartPost" -> startPost.add(line(key, value));
        case "Service.ExecStopPost" -> stopPost.add(line(key, value));
        case "Service.Restart" ->
            restart =
                switch (value) {
                  case "no" -> Restart.NO;
                  case "on-failure" -> Restart.ON_FAILURE;
                  case "always" -> Restart.ALWAYS;
                  default -> throw unknown(key, value);
                };
        case "Service.RestartSec" -> restartDelay = time(key, value).orElse(Duration.ZERO);
        case "Service.TimeoutStartSec" -> startTimeout = time(key, value);
        case "Service.TimeoutStopSec" -> stopTimeout = time(key, value);
        case "Service.TimeoutSec" -> {
          startTimeout = time(key, value);
          stopTimeout = startTimeout;
        }
        case "Service.KillSignal" -> {
          killSignal = value.replaceFirst("^SIG", "");
          among(key, killSignal, SIGNALS);
        }
        case "Unit.StartLimitBurst" -> startLimit = Integer.parseInt(value);
        case "Unit.StartLimitIntervalSec" ->
            startLimitInterval = time(key, value).orElse(Duration.ZERO);
        default -> {
          if (!INERT.matcher(key).matches()) {
            throw new TemplateException(where, "uses " + key + ", which the stage does not know");
          }
        }
      }
    }

    private void among(String key, String value, Set<String> known) {
      if (!known.contains(value)) {
        throw unknown(key, value);
      }
    }

    private TemplateException unknown(String key, String value) {
      return new TemplateException(
          where, "has " + key + "=" + value + ", which the stage does not support");
    }

    /** Reads a command line; of its prefixes only the dash means something to the stage. */
    private Line line(String key, String value) {
      String command = value;
      boolean mayFail = false;
      while (!command.isEmpty() && "-+!:".indexOf(command.charAt(0)) >= 0) {
        mayFail |= command.charAt(0) == '-';
        command = command.substring(1);
      }
      List<String> words = words(command);
      if (words.isEmpty() || !words.getFirst().startsWith("/")) {
        throw unknown(key, value);
      }
      return new Line(words, mayFail);
    }

    private static List<String> words(String value) {
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(value);
      while (word.find()) {
        words.add(
            word.group(1) != null
                ? word.group(1)
                : word.group(2) != null ? word.group(2) : word.group(3));
      }
      return words;
    }

    private Optional<Duration> time(String key, String value) {
      if (value.equals("infinity")) {
        return Optional.empty();
      }
      Matcher time = TIME.matcher(value);
      if (!time.matches()) {
        throw unknown(key, value);
      }
      double millisPerUnit =
          switch (String.valueOf(time.group(2))) {
            case "ms" -> 1;
            case "min", "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
          };
      return Optional.of(
          Duration.ofMillis(Math.round(Double.parseDouble(time.group(1)) * millisPerUnit)));
    }
  }
}
