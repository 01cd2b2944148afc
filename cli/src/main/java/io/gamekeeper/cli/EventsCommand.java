package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on players' events; it does nothing by itself. */
@Command(
    name = "events",
    description = "Look at a stage's events of players, and bring back those that were given up.",
    subcommands = {
      EventsCommand.Status.class,
      EventsCommand.Dead.class,
      EventsCommand.Redrive.class
    })
final class EventsCommand {
  private static final String EVENTS = "events";

  /** Shows what waits and who hears what. */
  @Command(name = "status", description = "Show how many events wait, and their listeners.")
  static final class Status extends OperatorCommand {
    Status(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(EVENTS, "status"), Map.of());
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s requests wait; the queue is full at %s; %s dead letters"
              .formatted(
                  Facts.text(answer, "waiting"),
                  Facts.text(answer, "fullAt"),
                  Facts.text(answer, "dead")));
      lines.addAll(
          Columns.lines(Facts.items(answer, "listeners").stream().map(Status::row).toList()));
      print(answer, lines);
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode listener) {
      return List.of(
          Facts.text(listener, "name"),
          listener.path("ordered").asBoolean() ? "in each player's order" : "in any order",
          "limit " + Facts.text(listener, "timeLimitMillis") + " ms",
          String.join(", ", Facts.texts(listener, "types")));
    }
  }

  /** Shows dead letters. */
  @Command(name = "dead", description = "Show events that were given up, with the reason of each.")
  static final class Dead extends OperatorCommand {
    private static final int MOST = 200;

    @Option(names = "--listener", description = "Only those that this listener gave up.")
    private @Nullable String listener;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "Look at so many, 1 to 200 (default: 50).")
    private int limit = 50;

    Dead(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    void check() {
      if (limit < 1 || limit > MOST) {
        throw wrong("--limit is 1 to " + MOST);
      }
    }

    @Override
    int run(Operations operations) {
      Map<String, String> query = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
      if (listener != null) {
        query.put("listener", listener);
      }
      JsonNode answer = operations.get(Operations.path(EVENTS, "dead"), query);
      List<String> lines =
          new ArrayList<>(
              Columns.lines(Facts.items(answer, EVENTS).stream().map(Dead::row).toList()));
      lines.add("%s dead letters in all".formatted(Facts.text(answer, "waiting")));
      print(answer, lines);
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode event) {
      return List.of(
          Facts.text(event, "id"),
          Facts.second(event, "at"),
          Facts.text(event, "type"),
          Facts.text(event, "player"),
          Facts.text(event, "listener"),
          Facts.counted(event, "failures", "failures"),
          Facts.text(event, "reason"));
    }
  }

  /** Brings dead letters back. */
  @Command(
      name = "redrive",
      description = {
        "Bring events that were given up back to where they failed, with all attempts.",
        "Events count once, however often they come: a listener that has had one does nothing."
      })
  static final class Redrive extends ChangeCommand {
    @Option(names = "--listener", description = "Those that this listener gave up.")
    private @Nullable String listener;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "Ids that 'events dead' shows.")
    private @Nullable List<String> ids;

    Redrive(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    void check() {
      super.check();
      boolean some = listener != null || (ids != null && !ids.isEmpty());
      if (all == some) {
        throw wrong("say which: --all, or --listener NAME, or ids, or both of these");
      }
    }

    @Override
    int run(Operations operations) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      if (listener != null) {
        body.put("listener", listener);
      }
      if (ids != null && !ids.isEmpty()) {
        ids.forEach(body.putArray("ids")::add);
      }
      JsonNode answer =
          operations.change("POST", Operations.path(EVENTS, "redrive"), body, reason());
      print(
          answer,
          List.of(
              "%s brought back; %s dead letters are left"
                  .formatted(Facts.text(answer, "redriven"), Facts.text(answer, "waiting"))));
      return ExitCode.OK;
    }
  }
}
