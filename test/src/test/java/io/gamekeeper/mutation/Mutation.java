package io.gamekeeper.mutation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One change to one template.
 *
 * @param name what is changed
 * @param template file name of the template
 * @param suspects logical ids of which the report must name one: the changed resource or who misses
 *     it
 * @param change edits the template's root
 */
record Mutation(String name, String template, Set<String> suspects, Consumer<ObjectNode> change) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies a synthesised assembly with this change in it, without the stages that never run here.
   *
   * @param assembly the original {@code cdk.out}
   * @param copy an empty folder
   */
  void applyTo(Path assembly, Path copy) {
    try (Stream<Path> files = Files.walk(assembly, 2)) {
      for (Path file : files.filter(Mutation::isNeeded).toList()) {
        Path target = copy.resolve(assembly.relativize(file).toString());
        Files.createDirectories(
            copy.resolve(assembly.relativize(file.resolveSibling("")).toString()));
        if (file.endsWith(template)) {
          ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
          change.accept(root);
          JSON.writeValue(target.toFile(), root);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNeeded(Path file) {
    return Files.isRegularFile(file)
        && !file.toString().contains("assembly-Prod")
        && !file.toString().contains("assembly-Staging");
  }

  @Override
  public String toString() {
    return name;
  }
}
