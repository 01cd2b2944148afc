package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.time.Agenda;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/** The surroundings that all instances of a stage share. */
public final class Site {
  private final Path folder;
  private final Path shims;
  private final Path aotCaches;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final ErrorLog errors;

  /** Lets one instance at a time prepare: the others find what the first has made. */
  private final Semaphore preparing = new Semaphore(1);

  /**
   * Makes a site without instances.
   *
   * @param folder for the instances' files
   * @param aotCaches where servers keep the caches that speed up their next start, on all stages
   */
  public Site(Path folder, Path aotCaches, Agenda agenda, RandomGenerator random, ErrorLog errors)
      throws IOException {
    this.folder = folder;
    this.shims = Shims.write(folder.resolve("commands"));
    this.aotCaches = aotCaches;
    this.agenda = agenda;
    this.random = random;
    this.errors = errors;
  }

  Path folder() {
    return folder;
  }

  Path shims() {
    return shims;
  }

  Path aotCaches() {
    return aotCaches;
  }

  Agenda agenda() {
    return agenda;
  }

  RandomGenerator random() {
    return random;
  }

  ErrorLog errors() {
    return errors;
  }

  Semaphore preparing() {
    return preparing;
  }
}
