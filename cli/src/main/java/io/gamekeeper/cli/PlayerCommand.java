package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.operations.Operations;
import io.gamekeeper.operations.OperationsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on what is kept of one player; it does nothing by itself. */
@Command(
    name = "player",
    description = "Hand out or erase what is kept of one player.",
    subcommands = {
      PlayerCommand.Export.class,
      PlayerCommand.Erase.class,
      PlayerCommand.ShowErasure.class
    })
final class PlayerCommand {
  private PlayerCommand() {}

  /** Who keeps data of players, with the path of what is kept of one. */
  private enum Part {
    EVENTS("events", ""),
    PAYMENTS("payments", "payments"),
    LEADERBOARDS("leaderboards", "leaderboards");

    private final String key;
    private final String capability;

    Part(String key, String capability) {
      this.key = key;
      this.capability = capability;
    }

    private String of(String player) {
      return capability.isEmpty()
          ? Operations.path("players", player)
          : Operations.path(capability, "players", player);
    }
  }

  /** Hands out all that is kept of a player. */
  @Command(
      name = "export",
      description = {
        "Hand out all that is kept of a player, as one JSON document.",
        "It is audited who asked and why. The exit status is 1 if nothing is kept."
      })
  static final class Export extends ChangeCommand {
    private static final String NEXT = "next";
    private static final String KNOWN = "known";

    @Parameters(paramLabel = "PLAYER", description = "The player's id.")
    private String player = "";

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Write a new file, readable for you only (default: print it).")
    private @Nullable Path out;

    Export(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    OperatorRole role() {
      return OperatorRole.APPROVER;
    }

    @Override
    void check() {
      super.check();
      checkNew();
    }

    private void checkNew() {
      if (out != null && Files.exists(out)) {
        throw wrong("--out " + out + " exists already: name a new file");
      }
    }

    @Override
    int run(Operations operations) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.put("player", player);
      document.put(
          "exportedAt", surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
      ObjectNode parts = document.putObject("parts");
      boolean known = false;
      for (Part part : Part.values()) {
        ObjectNode kept = all(operations, part.of(player));
        known |= kept.path(KNOWN).asBoolean();
        parts.set(part.key, kept);
      }
      if (!known) {
        throw new CommandFailure("nothing is kept of player " + player + ": is that the id?");
      }
      if (out == null) {
        console.print(document);
      } else {
        checkNew();
        write(document, out);
        console.progress("all that is kept of player " + player + " is in " + out);
      }
      return ExitCode.OK;
    }

    /** Returns what a part keeps, page by page: lists go on where the page before ended. */
    private ObjectNode all(Operations operations, String path) {
      ObjectNode all = page(operations, path, Map.of());
      String next = Facts.text(all, NEXT);
      while (!next.isEmpty()) {
        ObjectNode page = page(operations, path, Map.of("cursor", next));
        for (Map.Entry<String, JsonNode> member : page.properties()) {
          if (member.getValue() instanceof ArrayNode more
              && all.get(member.getKey()) instanceof ArrayNode list) {
            list.addAll(more);
          }
        }
        if (page.path(KNOWN).asBoolean()) {
          all.put(KNOWN, true);
        }
        next = Facts.text(page, NEXT);
      }
      all.remove(NEXT);
      return all;
    }

    private ObjectNode page(Operations operations, String path, Map<String, String> query) {
      return (ObjectNode) operations.get(path, query, reason());
    }

    private static void write(JsonNode document, Path file) {
      try {
        PrivateFiles.write(file, document.toPrettyString() + "\n");
      } catch (IOException e) {
        throw new CommandFailure("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }

  /** Erases a player. */
  @Command(
      name = "erase",
      description = {
        "Erase all that is kept of a player, for good, and wait for the end.",
        "The ledger keeps its entries, without the player. What the player does from now on is kept"
            + " as of a new one.",
        "It can be repeated. The exit status is 1 if some part has not erased its data in time; it"
            + " goes on by itself."
      })
  static final class Erase extends ChangeCommand {
    private static final int NOT_CONFIRMED = 422;
    private static final Duration LOOK = Duration.ofSeconds(5);

    @Parameters(paramLabel = "PLAYER", description = "The player's id.")
    private String player = "";

    @Option(names = "--yes", description = "Also on a protected stage, where players are.")
    private boolean yes;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        converter = WholeNumber.FromOne.class,
        defaultValue = "600",
        description = "How long to wait for the end (default: ${DEFAULT-VALUE}).")
    private int seconds;

    Erase(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    OperatorRole role() {
      return OperatorRole.APPROVER;
    }

    @Override
    boolean needsReason() {
      return true;
    }

    @Override
    int run(Operations operations) {
      JsonNode erasure = begin(operations);
      erasure =
          await(
              erasure,
              seen -> !isFinished(seen),
              () -> look(operations, player),
              LOOK,
              Duration.ofSeconds(seconds));
      print(erasure, lines(erasure));
      return isFinished(erasure) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private JsonNode begin(Operations operations) {
      try {
        return operations.change(
            "POST",
            Operations.path("players", player, "erase"),
            JsonNodeFactory.instance.objectNode().put("confirm", yes),
            reason());
      } catch (OperationsException e) {
        if (e.status() == NOT_CONFIRMED && !yes) {
          throw new CommandFailure(e.getMessage() + " (with --yes, a protected stage does it)", e);
        }
        throw e;
      }
    }
  }

  /** Shows how far an erasure is. */
  @Command(
      name = "erasure",
      description = {
        "Show how far the erasure of a player is, part by part.",
        "The exit status is 1 if it is not finished."
      })
  static final class ShowErasure extends OperatorCommand {
    @Parameters(paramLabel = "PLAYER", description = "The player's id.")
    private String player = "";

    ShowErasure(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode erasure = look(operations, player);
      print(erasure, lines(erasure));
      return isFinished(erasure) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private static JsonNode look(Operations operations, String player) {
    return operations.get(Operations.path("players", player, "erasure"), Map.of());
  }

  private static boolean isFinished(JsonNode erasure) {
    return !Facts.text(erasure, "finished").isEmpty();
  }

  /** Returns an erasure as a table: each part with its state. */
  private static List<String> lines(JsonNode erasure) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, erasure %s, asked for at %s: %s"
            .formatted(
                Facts.text(erasure, "player"),
                Facts.text(erasure, "id"),
                Facts.second(erasure, "asked"),
                isFinished(erasure)
                    ? "finished at " + Facts.second(erasure, "finished")
                    : "not finished"));
    lines.addAll(
        Columns.lines(
            Facts.items(erasure, "parts").stream()
                .map(
                    part ->
                        List.of(
                            Facts.text(part, "part"),
                            Facts.text(part, "state"),
                            Facts.second(part, "done"),
                            Facts.text(part, "reason")))
                .toList()));
    return lines;
  }
}
