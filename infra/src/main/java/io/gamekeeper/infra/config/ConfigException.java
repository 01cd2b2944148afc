package io.gamekeeper.infra.config;

/** A mistake in the configuration; the message is one line for the person who edits it. */
public final class ConfigException extends RuntimeException {
  ConfigException(String keyPath, String problem) {
    super("cdk.json: " + keyPath + ": " + problem);
  }
}
