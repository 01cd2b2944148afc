package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.aws.lambda.ClassPath.Code;
import java.io.IOException;
import java.net.URL;
import java.security.SecureClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;

/** Loads classes and resources of an unpacked bundle. */
class BundleClassLoader extends SecureClassLoader {
  /** The libraries that keep no state of one function that another could see. */
  private static final List<String> STATELESS =
      List.of(
          "com.fasterxml.jackson.annotation.",
          "com.fasterxml.jackson.core.",
          "com.fasterxml.jackson.databind.",
          "org.yaml.snakeyaml.");

  static {
    registerAsParallelCapable();
  }

  private final ClassPath classPath;

  BundleClassLoader(String name, ClassPath classPath, ClassLoader parent) {
    super(name, parent);
    this.classPath = classPath;
  }

  /**
   * Returns a loader of the libraries that the functions of a bundle can share. Without it they
   * would be loaded, verified and compiled once per function. It has no resources of its own.
   */
  static ClassLoader ofStatelessLibraries(String name, ClassPath classPath) {
    return new BundleClassLoader(name, classPath, ClassLoader.getPlatformClassLoader()) {
      @Override
      protected Class<?> findClass(String className) throws ClassNotFoundException {
        if (STATELESS.stream().noneMatch(className::startsWith)) {
          throw new ClassNotFoundException(className);
        }
        return super.findClass(className);
      }

      @Override
      protected @Nullable URL findResource(String resource) {
        return null;
      }

      @Override
      protected Enumeration<URL> findResources(String resource) {
        return Collections.emptyEnumeration();
      }
    };
  }

  /** Tells whether the bundle has a class, whichever loader loads it. */
  final boolean bundleHas(String className) {
    return classPath.has(className.replace('.', '/') + ".class");
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try {
      Optional<Code> found = classPath.code(name);
      if (found.isEmpty()) {
        throw new ClassNotFoundException(name);
      }
      Code code = found.get();
      definePackage(name, code);
      return defineClass(name, code.bytes(), code.source());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private void definePackage(String className, Code code) {
    int end = className.lastIndexOf('.');
    if (end < 0 || getDefinedPackage(className.substring(0, end)) != null) {
      return;
    }
    Attributes said =
        code.manifest() == null ? new Attributes() : code.manifest().getMainAttributes();
    try {
      definePackage(
          className.substring(0, end),
          said.getValue(Attributes.Name.SPECIFICATION_TITLE),
          said.getValue(Attributes.Name.SPECIFICATION_VERSION),
          said.getValue(Attributes.Name.SPECIFICATION_VENDOR),
          said.getValue(Attributes.Name.IMPLEMENTATION_TITLE),
          said.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
          said.getValue(Attributes.Name.IMPLEMENTATION_VENDOR),
          null);
    } catch (IllegalArgumentException e) {
      // Another thread defined it first, with the same content.
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    List<URL> found = classPath.resources(name);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(classPath.resources(name));
  }
}
