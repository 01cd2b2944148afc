package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig.WrittenFile;
import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.process.GuardedProcess;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The machine of an instance: a folder that stands for its file system, and the processes that its
 * user data starts. Only addresses differ from those in the template: the addresses of the server,
 * the metadata service, the agents, the tokens' keys and Redis.
 */
public final class Machine implements AutoCloseable {
  /** The variable that tells the server where caches outlive the instance. */
  private static final int KEPT_LINES = 20;

  private final String id;
  private final String where;
  private final CloudConfig config;
  private final Site site;
  private final InstanceServices services;
  private final Path root;
  private final int port;
  private final InstanceEndpoint endpoint;
  private final Map<String, String> overridden;
  private final InstanceProcesses processes;
  private final Systemd systemd;
  private final Deque<String> lastLines = new ArrayDeque<>();
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
    this.processes = new InstanceProcesses(id, root, site.shims(), this::printed);
    this.systemd =
        new Systemd(
            where, inside(UnitFile.FOLDER), file -> new Unit(file, id, new UnitRunner(), site));
    Map<String, String> declared = config.variables();
    this.endpoint =
        new InstanceEndpoint(
            services,
            systemd::systemctl,
            declared.getOrDefault(IdentityEnvironment.JWKS_URL, ""),
            site.agenda(),
            site.random());
    this.overridden = overridden(declared);
  }

  /**
   * Makes a machine that has not been started yet.
   *
   * @param where its user data is, for messages
   */
  public static Machine create(
      String id, String where, CloudConfig config, Site site, InstanceServices services)
      throws IOException {
    return new Machine(id, where, config, site, services);
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
    variables.put(GameServerEnvironment.TRACES_ENDPOINT, endpoint.tracesAddress());
    variables.put(IdentityEnvironment.JWKS_URL, endpoint.keySetAddress());
    variables.put(GameServerEnvironment.AOT_FOLDER, site.aotCaches().toString());
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

  /** Returns the address on which its server listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Returns the process id of its server, while there is one. */
  public OptionalLong serverPid() {
    return systemd.serverPid();
  }

  /** Tells whether {@link #kill} has ended it. */
  public boolean isLost() {
    return processes.isLost();
  }

  /** Tells whether any of its units runs or starts. */
  public boolean isServing() {
    return systemd.isServing();
  }

  /** Returns the last lines that its processes printed, oldest first. */
  public List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /**
   * Boots it and returns when that is done: the first time it carries out its user data, later it
   * starts the units that are enabled. A clock that an agenda leads stands still meanwhile, as the
   * commands take real time.
   *
   * @return what went wrong, each with the last line that was printed; like cloud-init, it goes on
   *     with the next command
   */
  public List<String> boot() throws InterruptedException {
    return installed ? restart() : install();
  }

  private List<String> install() throws InterruptedException {
    installed = true;
    try {
      writeFiles();
    } catch (IOException e) {
      return List.of("its files cannot be written: " + e.getMessage());
    }
    List<String> problems = new ArrayList<>();
    for (List<String> command : config.commands()) {
      int code = run(command);
      if (code != 0 && !isLost()) {
        List<String> lines = lastLines();
        problems.add(
            String.join(" ", command)
                + " ended with code "
                + code
                + (lines.isEmpty() ? "" : ": " + lines.getLast()));
      }
    }
    return problems;
  }

  private List<String> restart() throws InterruptedException {
    int failed = systemd.startEnabled();
    return failed == 0 || isLost() ? List.of() : List.of(failed + " of its units did not start");
  }

  private synchronized void writeFiles() throws IOException {
    if (isLost()) {
      return;
    }
    for (WrittenFile file : config.files()) {
      Path path = inside(file.path());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(
          path,
          EnvironmentFile.is(file.path())
              ? new EnvironmentFile(file.content()).with(overridden).text()
              : file.content());
      if (file.executable() && !path.toFile().setExecutable(true)) {
        throw new IOException(path + " cannot be made executable");
      }
    }
  }

  private Path inside(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  private int run(List<String> command) throws InterruptedException {
    try {
      return processes.start(command.getFirst(), command, environment()).exit().get();
    } catch (IOException e) {
      note(command.getFirst() + " cannot be run: " + e.getMessage());
      return 127;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
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
    if (!isLost()) {
      site.errors().note(where, id + ": " + message);
    }
  }

  /** Runs the command lines of units, with their environment. */
  private final class UnitRunner implements Unit.Runner {
    @Override
    public GuardedProcess start(UnitFile unit, List<String> words, Map<String, String> added)
        throws IOException {
      Map<String, String> environment = environment();
      environment.putAll(unit.environment());
      for (String file : unit.environmentFiles()) {
        Path path = inside(file.startsWith("-") ? file.substring(1) : file);
        if (Files.exists(path)) {
          environment.putAll(new EnvironmentFile(Files.readString(path)).variables());
        } else if (!file.startsWith("-")) {
          throw new IOException("its EnvironmentFile " + file + " does not exist");
        }
      }
      environment.putAll(overridden);
      environment.putAll(added);
      return processes.start(
          unit.name(),
          words.stream().map(word -> expanded(word, environment)).toList(),
          environment);
    }

    private static String expanded(String word, Map<String, String> environment) {
      String text = word;
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        text = text.replace("${" + variable.getKey() + "}", variable.getValue());
      }
      return text;
    }

    @Override
    public void note(String message) {
      Machine.this.note(message);
    }
  }

  /** Shuts it down in good order; its folder stays. */
  public void stop() throws InterruptedException {
    systemd.stop();
    processes.kill();
  }

  /** Ends it without warning, as a hardware fault would; it cannot be started again. */
  public void kill() {
    processes.lose();
    systemd.abandon();
    processes.kill();
  }

  /** Ends it without warning and removes its folder. */
  @Override
  public synchronized void close() throws IOException {
    kill();
    processes.killAndWait();
    endpoint.close();
    Folders.delete(root);
  }
}
