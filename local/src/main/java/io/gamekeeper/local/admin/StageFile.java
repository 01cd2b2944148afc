package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The entry of a running stage in the project's list: {@code .gamekeeper/stages/<port>.json} below
 * the root, there for as long as the stage runs.
 *
 * @param port of the load balancer
 * @param adminPort of the admin API
 * @param tokenFile holds the admin API's bearer token
 * @param pid of the process that runs the stage
 */
public record StageFile(int port, int adminPort, Path tokenFile, long pid, Path dataFolder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the running stages of a project, by port; skips files that dead processes left. */
  public static List<StageFile> running(Path projectRoot) {
    Path folder = folder(projectRoot);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<StageFile> stages = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        StageFile stage = read(file);
        if (ProcessHandle.of(stage.pid()).map(ProcessHandle::isAlive).orElse(false)) {
          stages.add(stage);
        }
      }
    } catch (IOException e) {
      throw new StageException("the list of running stages in " + folder + " cannot be read", e);
    }
    stages.sort(Comparator.comparingInt(StageFile::port));
    return stages;
  }

  /** Adds the stage to the list until the returned object is closed. */
  public AutoCloseable publish(Path projectRoot) {
    try {
      write(projectRoot);
    } catch (IOException e) {
      throw new StageException(
          "the list of running stages in " + folder(projectRoot) + " cannot be written", e);
    }
    return () -> Files.deleteIfExists(file(projectRoot));
  }

  /** Replaces the file as a whole, so that nobody reads half of it. */
  private void write(Path projectRoot) throws IOException {
    Files.createDirectories(folder(projectRoot));
    ObjectNode json = JSON.createObjectNode();
    json.put("port", port);
    json.put("adminPort", adminPort);
    json.put("tokenFile", tokenFile.toString());
    json.put("pid", pid);
    json.put("dataDir", dataFolder.toString());
    PrivateFiles.write(file(projectRoot), json.toString());
  }

  private static StageFile read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new StageException(
          "the file of a running stage is damaged: stop that stage if it still runs, and remove "
              + file,
          e);
    }
    return new StageFile(
        json.path("port").asInt(),
        json.path("adminPort").asInt(),
        Path.of(json.path("tokenFile").asText()),
        json.path("pid").asLong(),
        Path.of(json.path("dataDir").asText()));
  }

  private Path file(Path projectRoot) {
    return folder(projectRoot).resolve(port + ".json");
  }

  private static Path folder(Path projectRoot) {
    return projectRoot.resolve(".gamekeeper").resolve("stages");
  }
}
