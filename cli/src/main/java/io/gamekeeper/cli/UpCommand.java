package io.gamekeeper.cli;

import io.gamekeeper.bench.ReadyLine;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardsFile;
import io.gamekeeper.load.LiveLine;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.template.Fidelity;
import io.gamekeeper.players.Players;
import io.gamekeeper.players.Players.PlayedBoard;
import io.gamekeeper.players.Sessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the Dev stage from its synthesised templates until it is interrupted (Ctrl-C, SIGTERM: exit
 * status 130 or 143).
 */
@Command(
    name = "up",
    description =
        "Run the stage on this machine from its synthesised templates; Ctrl-C stops everything.")
final class UpCommand implements Callable<Integer> {
  private static final Duration THINK_TIME = Duration.ofSeconds(1);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TOKENS_LAST = Duration.ofDays(7);

  private final Console console;

  @Option(
      names = "--port",
      defaultValue = "8080",
      converter = WholeNumber.Port.class,
      description = "Port of the API; 0 takes a free one (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--players", paramLabel = "N", description = "Let N simulated players play.")
  private int players;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep data in this folder (default: a temporary one, deleted at the end).")
  private @Nullable Path data;

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    requireFreePort();
    Project project = Project.current();
    Interrupt interrupt = Interrupt.install();
    try {
      refreshTemplates(project);
      run(project, interrupt);
      return 0;
    } catch (InterruptedException e) {
      throw new CommandFailure("interrupted", e);
    } finally {
      interrupt.finished();
    }
  }

  /**
   * Checks that the port is free, before anything that takes time; the stage takes it later, for
   * good.
   */
  private void requireFreePort() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new CommandFailure(
          "port " + port + " is taken: stop what listens there or choose another with --port", e);
    }
  }

  private void refreshTemplates(Project project) {
    Synthesis synthesis = new Synthesis(project);
    if (synthesis.isStale()) {
      console.progress("synthesising the templates");
      synthesis.refresh();
    }
  }

  private void run(Project project, Interrupt interrupt) throws InterruptedException {
    console.progress("starting the stage");
    try (Stage stage =
        Stage.start(
            StageOptions.dev(
                project.root(), project.assembly(), port, Optional.ofNullable(data)))) {
      long notSimulated =
          stage.parts().resources().status().stream()
              .filter(resource -> resource.fidelity() == Fidelity.NOT_SIMULATED)
              .count();
      if (notSimulated > 0) {
        console.progress(
            notSimulated + " resources are not simulated; ./gamekeeper status names them");
      }
      console.out().println(ReadyLine.of(stage.port()));
      if (players > 0) {
        play(project, stage, interrupt);
      } else {
        interrupt.await();
      }
      console.progress("stopping the stage");
    }
  }

  private void play(Project project, Stage stage, Interrupt interrupt) throws InterruptedException {
    Players.Settings settings =
        new Players.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.port()),
            player -> stage.token(player, TOKENS_LAST),
            (player, sku) -> stage.parts().stores().buy(Shop.APPLE, sku, 1, player).receipt(),
            players,
            BoardsFile.packaged().all().stream().map(UpCommand::played).toList(),
            THINK_TIME,
            CALL_TIMEOUT,
            System.nanoTime());
    Measurements measurements = new Measurements();
    try (Players _ = Players.start(settings, measurements, (board, player, score) -> {});
        HeldSessions sessions = new HeldSessions(hold(project, stage));
        LiveLine _ =
            new LiveLine(console.out(), console.terminal(), measurements, sessions::described)) {
      interrupt.await();
    }
  }

  /** Opens sessions of the same players, if the templates have game servers. */
  private Optional<Sessions> hold(Project project, Stage stage) {
    return PlayedGame.of(project.assembly(), stage.port())
        .map(
            game ->
                Sessions.start(
                    new Sessions.Settings(
                        game,
                        player -> stage.token(player, TOKENS_LAST),
                        players,
                        THINK_TIME,
                        System.nanoTime())));
  }

  /** Sessions, if there are any. */
  private record HeldSessions(Optional<Sessions> sessions) implements AutoCloseable {
    String described() {
      return sessions.map(held -> held.summary().toString()).orElse("");
    }

    @Override
    public void close() {
      sessions.ifPresent(Sessions::close);
    }
  }

  private static PlayedBoard played(Board board) {
    return new PlayedBoard(board.id(), board.bounds().min(), board.bounds().max());
  }
}
