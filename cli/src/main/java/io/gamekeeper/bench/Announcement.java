package io.gamekeeper.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A line that a process printed, and when. Waiting for it takes no processor time from the process,
 * which asking it again and again would.
 *
 * @param afterStart from the call that started the process to the line
 */
record Announcement(Process process, Duration afterStart) {

  /**
   * Starts a process and waits for the line; what it prints goes on to the log until it ends.
   *
   * @param builder with its errors among its output
   * @param words what the line contains
   * @throws IOException if the line does not come in time; the process is ended then
   */
  static Announcement await(ProcessBuilder builder, String words, Path log, Duration limit)
      throws IOException {
    CompletableFuture<Long> said = new CompletableFuture<>();
    long started = System.nanoTime();
    Process process = builder.start();
    Thread.ofPlatform().daemon().name("output").start(() -> read(process, words, log, said));
    try {
      long at = said.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Announcement(process, Duration.ofNanos(at - started));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(builder.command().getFirst() + " did not start: " + lastLine(log), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void read(Process process, String words, Path log, CompletableFuture<Long> said) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter copy =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.contains(words)) {
          said.complete(System.nanoTime());
        }
        copy.write(line);
        copy.newLine();
        copy.flush();
      }
      said.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      said.completeExceptionally(e);
    }
  }

  /** The last that a log has, for a message. */
  static String lastLine(Path log) throws IOException {
    return Files.readString(log).strip().lines().reduce((a, b) -> b).orElse("it said nothing");
  }
}
