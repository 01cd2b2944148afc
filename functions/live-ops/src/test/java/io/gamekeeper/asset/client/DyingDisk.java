package io.gamekeeper.asset.client;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A file system whose process is killed at one of its steps, before or after its effect. */
final class DyingDisk implements Disk {
  private final Disk disk = new FileDisk();
  private final int last;
  private final boolean afterItsEffect;
  private int steps;

  DyingDisk(int last, boolean afterItsEffect) {
    this.last = last;
    this.afterItsEffect = afterItsEffect;
  }

  /** Nobody catches it. */
  static final class Killed extends Error {}

  boolean reached() {
    return steps > last;
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T step(Step<T> step) throws IOException {
    boolean dies = steps++ == last;
    if (dies && !afterItsEffect) {
      throw new Killed();
    }
    T result = step.run();
    if (dies) {
      throw new Killed();
    }
    return result;
  }

  private interface Action {
    void run() throws IOException;
  }

  private void act(Action action) throws IOException {
    step(
        () -> {
          action.run();
          return true;
        });
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    act(() -> disk.createFolder(folder));
  }

  @Override
  public OutputStream append(Path file) throws IOException {
    OutputStream out = step(() -> disk.append(file));
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        act(() -> out.write(bytes, offset, length));
      }
    };
  }

  @Override
  public void write(Path file, String text) throws IOException {
    // Not one step: half of the text may be all that there is.
    act(() -> disk.write(file, text.substring(0, text.length() / 2)));
    act(() -> disk.write(file, text));
  }

  @Override
  public void link(Path file, Path second) throws IOException {
    act(() -> disk.link(file, second));
  }

  @Override
  public void markChecked(Path file) {
    try {
      act(() -> disk.markChecked(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    act(() -> disk.move(from, to));
  }

  @Override
  public void delete(Path path) throws IOException {
    act(() -> disk.delete(path));
  }
}
