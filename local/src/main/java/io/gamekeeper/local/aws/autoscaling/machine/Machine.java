package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig.WrittenFile;
import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.template.TemplateException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An instance: a folder that stands for its file system, and the processes that its user data
 * starts. Only addresses differ from what the template says: those of the server, of the metadata
 * service, of the agents, of the tokens' keys and of Redis.
 */
public final class Machine implements AutoCloseable {
  /** Tells the server where caches outlive the instance. */
  private static final String AOT_FOLDER = "GAME_SERVER_AOT_DIR";

  private static final String UNITS = "/etc/systemd/system/";
  private static final String SERVICE = ".service";
  private static final String AWS_TOOLS = "/opt/aws/";
  private static final int KEPT_LINES = 20;
  private static final int KILL_SECONDS = 5;

  /** Units of the machine image for which the stage stands in. */
  private static final Set<String> AGENTS =
      Set.of(
          "amazon-cloudwatch-agent",
          "amazon-ssm-agent",
          "aws-appconfig-agent",
          "chronyd",
          "logrotate.timer",
          "sshd");

  private static final String TMPFILES = "/etc/tmpfiles.d/";
  private static final Pattern TMPFILES_FOLDER = Pattern.compile("[dD]!?\\s+(/\\S+).*");

  /** Folders of the machine image that units may print into. */
  private static final Set<Path> IMAGE_FOLDERS =
      Set.of(Path.of("/dev"), Path.of("/run"), Path.of("/tmp"), Path.of("/var/log"));

  private final String id;
  private final String where;
  private final CloudConfig config;
  private final Site site;
  private final InstanceServices services;
  private final Path root;
  private final int port;
  private final InstanceEndpoint endpoint;
  private final Map<String, String> overridden;
  private final Map<String, Unit> units = new LinkedHashMap<>();
  private final Set<Unit> enabled = ConcurrentHashMap.newKeySet();

  /** What runs at the moment; nothing is started any more once the instance is lost. */
  private final Set<GuardedCommand> running = new HashSet<>();

  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile boolean lost;
  private boolean installed;

  private Machine(String id, String where, CloudConfig config, Site site, InstanceServices services)
      throws IOException {
    this.id = id;
    this.where = where;
    this.config = config;
    this.site = site;
    this.services = services;
    this.root = Files.createDirectories(site.folder().resolve(id));
    this.port = freePort();
    Map<String, String> declared = variables(config);
    this.endpoint =
        new InstanceEndpoint(
            services,
            this::systemctl,
            declared.getOrDefault(IdentityEnvironment.JWKS_URL, ""),
            site.time().clock(),
            site.time().random());
    this.overridden = overridden(declared);
  }

  /**
   * A machine that has not been started yet.
   *
   * @param where its user data stands, for messages
   */
  public static Machine create(
      String id, String where, CloudConfig config, Site site, InstanceServices services)
      throws IOException {
    return new Machine(id, where, config, site, services);
  }

  /**
   * Looks through user data for what the stage could not carry out.
   *
   * @throws TemplateException if there is such a thing
   */
  public static void check(String where, CloudConfig config) {
    for (List<String> command : config.commands()) {
      String name = command.getFirst();
      if (!name.startsWith("/") && !Shims.names().contains(name)) {
        throw new TemplateException(where, "runs " + name + ", which the stage does not have");
      }
    }
    for (WrittenFile file : config.files()) {
      if (file.path().contains("/../")) {
        throw new TemplateException(where, "writes " + file.path());
      }
      if (isUnit(file.path())) {
        UnitFile unit = UnitFile.parse(where, unitName(file.path()), file.content());
        checkOutputs(where, config, unit);
      }
    }
  }

  /** What a unit prints into a file needs that file's folder before the unit starts. */
  private static void checkOutputs(String where, CloudConfig config, UnitFile unit) {
    Set<Path> folders = new HashSet<>(IMAGE_FOLDERS);
    config.files().forEach(file -> folders.addAll(ancestors(Path.of(file.path()))));
    for (List<String> command : config.commands()) {
      if (command.getFirst().equals("systemd-tmpfiles") && command.contains("--create")) {
        folders.addAll(temporaryFolders(config));
      }
      if (command.getFirst().equals("systemctl") && command.contains(unit.name())) {
        break;
      }
    }
    for (Path output : unit.outputs()) {
      if (!folders.contains(output.getParent())) {
        throw new TemplateException(
            where + " " + unit.name(),
            "prints into " + output + ", whose folder nothing makes before (209/STDOUT)");
      }
    }
  }

  private static List<Path> ancestors(Path file) {
    List<Path> folders = new ArrayList<>();
    @Nullable Path folder = file.getParent();
    while (folder != null) {
      folders.add(folder);
      folder = folder.getParent();
    }
    return folders;
  }

  /** The folders that files of tmpfiles.d declare. */
  private static List<Path> temporaryFolders(CloudConfig config) {
    return config.files().stream()
        .filter(file -> file.path().startsWith(TMPFILES))
        .flatMap(file -> file.content().lines())
        .map(TMPFILES_FOLDER::matcher)
        .filter(Matcher::matches)
        .map(line -> Path.of(line.group(1)))
        .toList();
  }

  /** The variables of all files of the form {@code *.env} that user data writes. */
  public static Map<String, String> variables(CloudConfig config) {
    Map<String, String> variables = new HashMap<>();
    for (WrittenFile file : config.files()) {
      if (file.path().endsWith(".env")) {
        variables.putAll(parse(file.content()));
      }
    }
    return variables;
  }

  private static Map<String, String> parse(String environmentFile) {
    Map<String, String> variables = new HashMap<>();
    for (String line : environmentFile.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        variables.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
      }
    }
    return variables;
  }

  private static String unquoted(String value) {
    String stripped = value.strip();
    boolean quoted =
        stripped.length() >= 2
            && "\"'".indexOf(stripped.charAt(0)) >= 0
            && stripped.charAt(0) == stripped.charAt(stripped.length() - 1);
    return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Map<String, String> overridden(Map<String, String> declared) {
    Map<String, String> variables = new HashMap<>();
    variables.put(GameServerEnvironment.ADDRESS, InetAddress.getLoopbackAddress().getHostAddress());
    variables.put(GameServerEnvironment.PORT, Integer.toString(port));
    variables.put(GameServerEnvironment.METADATA_ENDPOINT, "http://" + endpoint.address());
    variables.put(GameServerEnvironment.METRICS_ENDPOINT, endpoint.metricsAddress());
    variables.put(IdentityEnvironment.JWKS_URL, endpoint.keySetAddress());
    variables.put(AOT_FOLDER, site.aotCaches().toString());
    services
        .claims()
        .ifPresent(address -> variables.put(GameServerEnvironment.CLAIMS_URL, address.toString()));
    String configuration = declared.get(GameServerEnvironment.CONFIGURATION_URL);
    if (configuration != null) {
      variables.put(
          GameServerEnvironment.CONFIGURATION_URL,
          "http://" + endpoint.address() + URI.create(configuration).getRawPath());
    }
    return variables;
  }

  /** Where its server listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The process id of its server, while there is one. */
  public OptionalLong serverPid() {
    synchronized (units) {
      return units.values().stream()
          .map(Unit::pid)
          .filter(OptionalLong::isPresent)
          .findFirst()
          .orElse(OptionalLong.empty());
    }
  }

  /** Whether {@link #kill} has ended it. */
  public boolean isLost() {
    return lost;
  }

  /** Whether any of its units runs or is about to. */
  public boolean isServing() {
    synchronized (units) {
      return units.values().stream()
          .map(Unit::state)
          .anyMatch(state -> state == Unit.State.ACTIVE || state == Unit.State.ACTIVATING);
    }
  }

  /** What its processes printed last, oldest line first. */
  public List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /**
   * Starts it: the first time it carries out its user data, later it starts the units that are
   * enabled. Returns when that has been done.
   *
   * @return what went wrong; the rest was done, as cloud-init does it
   */
  public List<String> boot() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    if (!installed) {
      installed = true;
      try {
        writeFiles();
      } catch (IOException e) {
        return List.of("its files cannot be written: " + e.getMessage());
      }
      for (List<String> command : config.commands()) {
        int code = run(command);
        if (code != 0 && !lost) {
          problems.add(String.join(" ", command) + " ended with code " + code);
        }
      }
      return problems;
    }
    for (Unit unit : enabled) {
      if (!unit.start() && !lost) {
        problems.add("a unit did not start");
      }
    }
    return problems;
  }

  private synchronized void writeFiles() throws IOException {
    if (lost) {
      return;
    }
    for (WrittenFile file : config.files()) {
      Path path = inside(file.path());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(
          path, file.path().endsWith(".env") ? withAddresses(file.content()) : file.content());
      if (file.executable() && !path.toFile().setExecutable(true)) {
        throw new IOException(path + " cannot be made executable");
      }
    }
  }

  /** An environment file, with this instance's addresses in place of the template's. */
  private String withAddresses(String environmentFile) {
    return environmentFile
        .lines()
        .map(
            line -> {
              int equals = line.indexOf('=');
              @Nullable String value =
                  equals < 0 ? null : overridden.get(line.substring(0, equals));
              return value == null ? line : line.substring(0, equals + 1) + value;
            })
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Path inside(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  private int run(List<String> command) throws InterruptedException {
    try {
      return start(command.getFirst(), command, environment()).exit().get();
    } catch (IOException e) {
      note(command.getFirst() + " cannot be run: " + e.getMessage());
      return 127;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  private GuardedCommand start(String name, List<String> words, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    words.forEach(word -> command.add(word.startsWith("/") ? place(word) : word));
    if (words.getFirst().startsWith(AWS_TOOLS)) {
      command.set(0, site.shims().resolve("dnf").toString()); // tools of agents that are not there
    } else if (!words.getFirst().startsWith("/")) {
      command.set(0, site.shims().resolve(words.getFirst()).toString());
    }
    GuardedCommand started;
    synchronized (running) {
      if (lost) {
        throw new IOException("the instance is lost");
      }
      started = GuardedCommand.start(name, command, environment, root, this::printed);
      running.add(started);
    }
    started.whenEnded(_ -> ended(started));
    return started;
  }

  private void ended(GuardedCommand command) {
    synchronized (running) {
      running.remove(command);
    }
  }

  /** A path of the instance where the laptop has it; the laptop's own if it is not there. */
  private String place(String absolute) {
    Path path = inside(absolute);
    return Files.exists(path) ? path.toString() : absolute;
  }

  private Map<String, String> environment() {
    String java = System.getProperty("java.home");
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "PATH",
        String.join(
            ":", site.shims().toString(), java + "/bin", "/usr/local/bin:/usr/bin:/bin:/usr/sbin"));
    environment.put("JAVA_HOME", java);
    environment.put("HOME", root.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("GAMEKEEPER_ROOT", root.toString());
    environment.put("GAMEKEEPER_STAGE", endpoint.address());
    environment.put("GAMEKEEPER_STAGE_TOKEN", endpoint.token());
    environment.putAll(overridden);
    return environment;
  }

  private void printed(String line) {
    synchronized (lastLines) {
      lastLines.addLast(line);
      if (lastLines.size() > KEPT_LINES) {
        lastLines.removeFirst();
      }
    }
    services.log(line);
  }

  private void note(String message) {
    printed(message);
    if (!lost) {
      site.errors().note(where, id + ": " + message);
    }
  }

  private Answer systemctl(List<String> arguments) {
    try {
      return systemctlOrThrow(arguments);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(503, "the instance ends\n");
    } catch (IOException | TemplateException e) {
      return Answer.text(400, e.getMessage() + "\n");
    }
  }

  private Answer systemctlOrThrow(List<String> arguments) throws IOException, InterruptedException {
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
      String plain = name.endsWith(SERVICE) ? name.substring(0, name.length() - 8) : name;
      @Nullable Unit unit = unit(plain + SERVICE);
      if (unit == null) {
        if (AGENTS.contains(plain)) {
          continue;
        }
        return Answer.text(404, "Unit " + plain + ".service could not be found.\n");
      }
      switch (verb) {
        case "enable" -> {
          enabled.add(unit);
          good &= !now || unit.start();
        }
        case "disable" -> {
          enabled.remove(unit);
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

  private void reload() throws IOException {
    Path folder = inside(UNITS);
    if (!Files.exists(folder)) {
      return;
    }
    synchronized (units) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(path -> isUnit(UNITS + path.getFileName())).toList()) {
          String name = unitName(file.toString());
          if (!units.containsKey(name)) {
            units.put(
                name,
                new Unit(
                    UnitFile.parse(where, name, Files.readString(file)), new UnitRunner(), site));
          }
        }
      }
    }
  }

  private static boolean isUnit(String path) {
    return path.startsWith(UNITS)
        && path.endsWith(SERVICE)
        && path.indexOf('/', UNITS.length()) < 0;
  }

  private static String unitName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Runs the lines of units, with their environment. */
  private final class UnitRunner implements Unit.Runner {
    @Override
    public GuardedCommand start(UnitFile unit, List<String> words, Map<String, String> told)
        throws IOException {
      Map<String, String> environment = environment();
      environment.putAll(unit.environment());
      for (String file : unit.environmentFiles()) {
        Path path = inside(file.startsWith("-") ? file.substring(1) : file);
        if (Files.exists(path)) {
          environment.putAll(parse(Files.readString(path)));
        } else if (!file.startsWith("-")) {
          throw new IOException("its EnvironmentFile " + file + " does not exist");
        }
      }
      environment.putAll(overridden);
      environment.putAll(told);
      return Machine.this.start(
          unit.name(),
          words.stream().map(word -> expanded(word, environment)).toList(),
          environment);
    }

    @Override
    public void note(String message) {
      Machine.this.note(message);
    }
  }

  private static String expanded(String word, Map<String, String> environment) {
    String text = word;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      text = text.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return text;
  }

  /** Shuts it down in good order; its folder stays. */
  public void stop() throws InterruptedException {
    List<Unit> all;
    synchronized (units) {
      all = List.copyOf(units.values());
    }
    for (Unit unit : all) {
      unit.stop();
    }
    killProcesses();
  }

  /** Ends it without warning, as a fault of the hardware would; it cannot be started again. */
  public void kill() {
    lost = true;
    synchronized (units) {
      units.values().forEach(Unit::abandon);
    }
    killProcesses();
  }

  private List<GuardedCommand> killProcesses() {
    List<GuardedCommand> killed;
    synchronized (running) {
      killed = List.copyOf(running);
    }
    killed.forEach(GuardedCommand::kill);
    return killed;
  }

  /** Ends it without warning and removes its folder. */
  @Override
  public synchronized void close() throws IOException {
    kill();
    for (GuardedCommand command : killProcesses()) {
      awaitEnd(command);
    }
    endpoint.close();
    Folders.delete(root);
  }

  private void awaitEnd(GuardedCommand command) throws IOException {
    try {
      command.exit().get(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("a process of " + id + " does not end", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
