package io.gamekeeper.local.aws.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The folder and jars that classes and resources come from, with an index of their content. Many
 * functions load from the same hundred jars; without the index each of their classes is looked for
 * in every jar before its own.
 */
final class ClassPath implements AutoCloseable {
  private final List<Place> places;
  private final Map<String, List<Place>> holders = new HashMap<>();

  /** A folder or a jar. */
  private sealed interface Place {
    CodeSource source();

    byte[] read(String name) throws IOException;

    URL url(String name) throws MalformedURLException;

    @Nullable Manifest manifest() throws IOException;
  }

  private record Folder(Path root, CodeSource source) implements Place {
    @Override
    public byte[] read(String name) throws IOException {
      return Files.readAllBytes(root.resolve(name));
    }

    @Override
    public URL url(String name) throws MalformedURLException {
      return root.resolve(name).toUri().toURL();
    }

    @Override
    public @Nullable Manifest manifest() {
      return null;
    }
  }

  private record Jar(JarFile file, String address, CodeSource source) implements Place {
    @Override
    public byte[] read(String name) throws IOException {
      try (InputStream content = file.getInputStream(file.getJarEntry(name))) {
        return content.readAllBytes();
      }
    }

    @Override
    public URL url(String name) throws MalformedURLException {
      // By its real name: in a multi-release jar the entry may lie elsewhere.
      return URI.create("jar:" + address + "!/" + escaped(file.getJarEntry(name).getRealName()))
          .toURL();
    }

    @Override
    public @Nullable Manifest manifest() throws IOException {
      return file.getManifest();
    }

    private static String escaped(String name) {
      try {
        return new URI(null, null, "/" + name, null).getRawPath().substring(1);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(name, e);
      }
    }
  }

  /**
   * The code of a class and its source.
   *
   * @param manifest of its jar
   */
  record Code(ByteBuffer bytes, CodeSource source, @Nullable Manifest manifest) {}

  /**
   * Indexes a folder and jars.
   *
   * @param root searched first
   * @param jars searched in this order
   */
  ClassPath(Path root, List<Path> jars) throws IOException {
    places = new ArrayList<>();
    Folder folder = new Folder(root, source(root));
    places.add(folder);
    try (Stream<Path> files = Files.walk(root)) {
      files.forEach(file -> hold(root.relativize(file).toString().replace('\\', '/'), folder));
    }
    for (Path path : jars) {
      JarFile file = new JarFile(path.toFile(), true, ZipFile.OPEN_READ, Runtime.version());
      Jar jar = new Jar(file, path.toUri().toString(), source(path));
      places.add(jar);
      file.versionedStream().forEach(entry -> hold(entry.getName().replaceFirst("/$", ""), jar));
    }
  }

  private void hold(String name, Place place) {
    holders.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(place);
  }

  private static CodeSource source(Path place) throws MalformedURLException {
    return new CodeSource(place.toUri().toURL(), (Certificate[]) null);
  }

  /** Tells whether a class or resource of that name exists. */
  boolean has(String name) {
    return holders.containsKey(normalized(name));
  }

  /** Returns the code of a class; empty if it does not exist. */
  Optional<Code> code(String className) throws IOException {
    String name = className.replace('.', '/') + ".class";
    List<Place> found = holders.get(name);
    if (found == null) {
      return Optional.empty();
    }
    Place place = found.getFirst();
    return Optional.of(
        new Code(ByteBuffer.wrap(place.read(name)), place.source(), place.manifest()));
  }

  /** Returns the places of a resource, in the order of the class path. */
  List<URL> resources(String name) {
    List<URL> urls = new ArrayList<>();
    for (Place place : holders.getOrDefault(normalized(name), List.of())) {
      try {
        urls.add(place.url(normalized(name)));
      } catch (MalformedURLException e) {
        throw new UncheckedIOException(e);
      }
    }
    return urls;
  }

  /** Returns a name without a slash at its end; the name of a folder in a jar has one. */
  private static String normalized(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  @Override
  public void close() throws IOException {
    for (Place place : places) {
      if (place instanceof Jar jar) {
        jar.file().close();
      }
    }
  }
}
