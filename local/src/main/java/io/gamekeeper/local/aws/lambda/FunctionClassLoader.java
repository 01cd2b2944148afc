package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.LogSink;
import java.util.List;

/**
 * The class loader of one version of one function, from its unpacked zip. Its parents are only the
 * JDK and a loader of the zip's libraries that keep no state, so that a class that the zip lacks is
 * missing here as on Lambda. The exception are the types through which function and stage talk:
 * they are the stage's own, though the zip must hold them too (except Lambda's runtime interfaces,
 * which Lambda provides).
 *
 * <p>There is one loader per version, not per instance: the functions have no mutable statics (a
 * test of the architecture checks that), and instances that share their code also share its
 * compiled form.
 */
final class FunctionClassLoader extends BundleClassLoader implements Console.Owner {
  private static final String SEAM = "io.gamekeeper.platform";
  private static final String LAMBDA_RUNTIME = "com.amazonaws.services.lambda.runtime.";
  private static final String LAMBDA_EVENTS = LAMBDA_RUNTIME + "events.";
  private static final List<String> SHARED =
      List.of(LAMBDA_RUNTIME, "software.amazon.awssdk.", "org.joda.time.", "org.reactivestreams.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader stage = FunctionClassLoader.class.getClassLoader();
  private final LogSink output;

  FunctionClassLoader(String name, Bundles.Code code, LogSink output) {
    super(name, code.classPath(), code.libraries());
    this.output = output;
  }

  @Override
  public LogSink output() {
    return output;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isShared(name)) {
      return super.loadClass(name, resolve);
    }
    boolean lambdaBringsIt = name.startsWith(LAMBDA_RUNTIME) && !name.startsWith(LAMBDA_EVENTS);
    if (!lambdaBringsIt && !bundleHas(name)) {
      throw new ClassNotFoundException(name + " is not in the function's zip");
    }
    return stage.loadClass(name);
  }

  private static boolean isShared(String name) {
    if (name.startsWith(SEAM)) {
      return name.lastIndexOf('.') == SEAM.length();
    }
    for (String prefix : SHARED) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
