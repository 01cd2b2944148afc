package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Makes deployment packages from source text. */
public final class FunctionZip {
  private FunctionZip() {}

  /** Compiles the class {@code sample.Handler} and packs it with the seam's types. */
  public static Path compile(Path folder, String source) throws IOException {
    Path file = Files.createDirectories(folder.resolve("src/sample")).resolve("Handler.java");
    Files.writeString(file, source);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    int status =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
            .run(
                null,
                complaints,
                complaints,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                file.toString());
    if (status != 0) {
      throw new IllegalArgumentException(complaints.toString(StandardCharsets.UTF_8));
    }
    // The seam's types have to be in the zip, though the stage's own are used.
    for (Class<?> seam : List.of(Platform.class, SnapshotHook.class, Waiting.class)) {
      String name = seam.getName().replace('.', '/') + ".class";
      Path copy = classes.resolve(name);
      Files.createDirectories(copy.resolveSibling("."));
      Files.write(
          copy, Objects.requireNonNull(seam.getResourceAsStream("/" + name)).readAllBytes());
    }
    Path zip = folder.resolve("function.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.walk(classes)) {
      for (Path entry : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(entry).toString()));
        out.write(Files.readAllBytes(entry));
        out.closeEntry();
      }
    }
    return zip;
  }
}
