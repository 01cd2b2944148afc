package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** What all instances of a stage share. */
public final class Site {
  private final Path folder;
  private final Path shims;
  private final Path aotCaches;
  private final StageTime time;
  private final Timers timers;
  private final ErrorLog errors;

  /** Lets one instance at a time prepare: what the first has made is there for the others. */
  private final Semaphore preparing = new Semaphore(1);

  /**
   * A site without instances.
   *
   * @param folder for the instances' files
   * @param aotCaches where servers keep what makes their next start fast, over all stages
   */
  public Site(Path folder, Path aotCaches, StageTime time, Timers timers, ErrorLog errors)
      throws IOException {
    this.folder = folder;
    this.shims = Shims.write(folder.resolve("commands"));
    this.aotCaches = aotCaches;
    this.time = time;
    this.timers = timers;
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

  StageTime time() {
    return time;
  }

  Timers timers() {
    return timers;
  }

  ErrorLog errors() {
    return errors;
  }

  Semaphore preparing() {
    return preparing;
  }
}
