package io.gamekeeper.infra.config;

/** Smallest level that functions write; both Lambda and Powertools know these names. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
