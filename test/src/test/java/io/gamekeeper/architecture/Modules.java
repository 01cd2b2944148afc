package io.gamekeeper.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The modules of the project. Their classes are read from their output folders, not from this
 * module's class path, so that no dependency is needed to check one.
 */
final class Modules {
  static final Path ROOT = Path.of(System.getProperty("gamekeeper.root"));

  /** What Maven builds, by path, but for this module. */
  static final List<String> ALL = ofTheProject();

  private Modules() {}

  static JavaClasses classes(String module) {
    return classes(Stream.of(module));
  }

  static JavaClasses classes(Stream<String> modules) {
    List<Path> folders = modules.map(path -> ROOT.resolve(path).resolve("target/classes")).toList();
    JavaClasses classes = new ClassFileImporter().importPaths(folders);
    assertThat(classes).as("compiled classes of %s", folders).isNotEmpty();
    return classes;
  }

  /** The class of the file in which a class is declared. */
  static JavaClass outermost(JavaClass each) {
    return each.getEnclosingClass().map(Modules::outermost).orElse(each);
  }

  private static List<String> ofTheProject() {
    try {
      return Pattern.compile("<module>(.+)</module>")
          .matcher(Files.readString(ROOT.resolve("pom.xml")))
          .results()
          .map(module -> module.group(1))
          .filter(module -> !module.equals("test"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
