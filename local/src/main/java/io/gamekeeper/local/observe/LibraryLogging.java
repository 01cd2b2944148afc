package io.gamekeeper.local.observe;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Objects;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * The logging of the stage's libraries, such as the engines: warnings and errors, one line each, on
 * standard error. Functions log by the log4j of their own class loaders.
 */
public final class LibraryLogging {
  private static final String CONFIGURATION = "stage-log4j2.xml";

  private LibraryLogging() {}

  /**
   * Puts the stage's configuration in place of the one that log4j found on the class path; later
   * calls do nothing. To be called before {@link Console#install}: what libraries log is not a
   * function's output, whoever's call they are working for.
   */
  public static synchronized void quieten() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    URI configuration = configuration();
    if (!configuration.equals(context.getConfigLocation())) {
      context.setConfigLocation(configuration);
    }
  }

  private static URI configuration() {
    URL resource =
        Objects.requireNonNull(LibraryLogging.class.getResource(CONFIGURATION), CONFIGURATION);
    try {
      return resource.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
