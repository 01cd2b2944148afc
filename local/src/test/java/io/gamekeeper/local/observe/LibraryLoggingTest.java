package io.gamekeeper.local.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LibraryLoggingTest {
  private final PrintStream console = System.err;

  @AfterEach
  void restore() {
    System.setErr(console);
    ((LoggerContext) LogManager.getContext(false)).setConfigLocation(null);
  }

  @Test
  void librariesWarnOnStandardErrorAndAreSilentOtherwise() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, UTF_8));

    LibraryLogging.quieten();
    LoggerFactory.getLogger("org.gaul.s3proxy.S3Proxy").info("started");
    LogManager.getLogger("com.amazonaws.services.dynamodbv2.local.Engine")
        .info("Shutting down now");
    LoggerFactory.getLogger("org.eclipse.jetty.server.Server").warn("no room");

    assertThat(printed.toString(UTF_8)).isEqualTo("gamekeeper: WARN Server: no room\n");
  }
}
