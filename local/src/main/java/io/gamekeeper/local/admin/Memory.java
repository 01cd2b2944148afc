package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.StageCalls.MemoryHolder;
import io.gamekeeper.local.aws.autoscaling.InstanceView;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The holders of a stage's memory: its own process, the engines and the game servers. */
record Memory(StageParts stage) {
  private static final long MIB = 1L << 20;

  /** Returns the stage's process, then what is in it, then the other processes. */
  List<MemoryHolder> holders() {
    List<MemoryHolder> holders = new ArrayList<>();
    add(holders, "stage, resident", resident(ProcessHandle.current().pid()));
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    add(holders, "stage, heap used", OptionalLong.of(heap.getUsed()));
    add(holders, "stage, heap committed", OptionalLong.of(heap.getCommitted()));
    add(holders, "stage, heap at most", OptionalLong.of(heap.getMax()));
    add(
        holders,
        "stage, classes and code",
        OptionalLong.of(
            ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted()));
    add(
        holders,
        "stage, direct buffers",
        OptionalLong.of(
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum()));
    stage
        .supervision()
        .all()
        .forEach(
            supervisor ->
                supervisor
                    .engine()
                    .pid()
                    .ifPresent(
                        pid ->
                            add(
                                holders,
                                supervisor.engine().name() + ", resident",
                                resident(pid))));
    for (InstanceView instance : stage.fleet().instances()) {
      instance.pid().ifPresent(pid -> add(holders, instance.id() + ", resident", resident(pid)));
    }
    return holders;
  }

  private static void add(List<MemoryHolder> holders, String holder, OptionalLong bytes) {
    bytes.ifPresent(known -> holders.add(new MemoryHolder(holder, known / MIB)));
  }

  /** Returns the resident memory of a process; empty where the system does not tell. */
  private static OptionalLong resident(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      if (Files.isReadable(status)) {
        return kibibytes(
            Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElse(""));
      }
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      try (var said = ps.getInputStream()) {
        return kibibytes(new String(said.readAllBytes(), StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      return OptionalLong.empty(); // it ended just now, or this is a system of another kind
    }
  }

  private static OptionalLong kibibytes(String text) {
    String digits = text.replaceAll("\\D", "");
    return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits) * 1024);
  }
}
