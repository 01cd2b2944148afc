package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig.WrittenFile;
import io.gamekeeper.local.template.TemplateException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A check that the stage can carry out user data, made before anything runs.
 *
 * @param where the user data is, for messages
 */
public record UserDataCheck(String where, CloudConfig config) {
  private static final String TMPFILES = "/etc/tmpfiles.d/";
  private static final Pattern TMPFILES_FOLDER = Pattern.compile("[dD]!?\\s+(/\\S+).*");

  /** Folders of the machine image that units may print into. */
  private static final Set<Path> IMAGE_FOLDERS =
      Set.of(Path.of("/dev"), Path.of("/run"), Path.of("/tmp"), Path.of("/var/log"));

  /**
   * Looks at all commands, files and units.
   *
   * @throws TemplateException if the stage cannot carry out one of them
   */
  public void run() {
    for (List<String> command : config.commands()) {
      String name = command.getFirst();
      if (!name.startsWith("/") && !Shims.names().contains(name)) {
        throw new TemplateException(where, "runs " + name + ", which the stage does not have");
      }
    }
    for (WrittenFile file : config.files()) {
      if (file.path().contains("/../")) {
        throw new TemplateException(
            where, "writes " + file.path() + "; the stage takes no path with /../");
      }
      if (UnitFile.isUnit(file.path())) {
        checkOutputs(UnitFile.parse(where, UnitFile.nameOf(file.path()), file.content()));
      }
    }
  }

  /** The folder of a file that a unit prints into has to exist before the unit starts. */
  private void checkOutputs(UnitFile unit) {
    Set<Path> folders = new HashSet<>(IMAGE_FOLDERS);
    config.files().forEach(file -> folders.addAll(ancestors(Path.of(file.path()))));
    for (List<String> command : config.commands()) {
      if (command.getFirst().equals("systemd-tmpfiles") && command.contains("--create")) {
        folders.addAll(temporaryFolders());
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

  /** Returns the folders that files of tmpfiles.d declare. */
  private List<Path> temporaryFolders() {
    return config.files().stream()
        .filter(file -> file.path().startsWith(TMPFILES))
        .flatMap(file -> file.content().lines())
        .map(TMPFILES_FOLDER::matcher)
        .filter(Matcher::matches)
        .map(line -> Path.of(line.group(1)))
        .toList();
  }
}
