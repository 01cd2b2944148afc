package io.gamekeeper.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class DiskUseTest {
  private static final int MEBIBYTES = 8;

  @TempDir private Path folder;

  @Test
  void aLookTellsWhatWasWrittenSinceTheLastOne() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/io")), "the kernel counts no bytes");
    assumeFalse(Files.getFileStore(folder).type().equals("tmpfs"), "memory is no disk");
    List<ProcessHandle> processes = List.of(ProcessHandle.current());
    DiskUse use = new DiskUse();
    assertThat(use.look(processes)).isPresent();

    write();
    long written = use.look(processes).orElseThrow().written();

    assertThat(written).isGreaterThanOrEqualTo(MEBIBYTES << 20);
    long before = use.look(processes).orElseThrow().written();
    assertThat(before).as("counted once").isLessThan(written);
  }

  @Test
  void processesThatHaveEndedTellNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThat(new DiskUse().look(List.of(ended.toHandle()))).isEmpty();
    assertThat(new DiskUse().look(List.of())).isEmpty();
  }

  private void write() throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(MEBIBYTES << 20);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    assertThat(Files.size(folder.resolve("file"))).isEqualTo(MEBIBYTES << 20);
  }
}
