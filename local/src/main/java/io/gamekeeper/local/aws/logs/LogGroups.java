package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.template.AwsEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The log groups that the templates declare, by name. */
final class LogGroups {
  private final Map<String, LogGroup> groups = new ConcurrentSkipListMap<>();
  private volatile AwsEnvironment environment = AwsEnvironment.LAPTOP;

  void add(LogGroup group, AwsEnvironment where) {
    groups.put(group.name(), group);
    environment = where;
  }

  /** All groups, by their names. */
  List<LogGroup> all() {
    return List.copyOf(groups.values());
  }

  Optional<LogGroup> find(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  /** Returns the ARN that a group of that name has, or would have. */
  String arn(String name) {
    return find(name)
        .map(LogGroup::arn)
        .orElseGet(() -> environment.arn("logs", "log-group:" + name));
  }

  String account() {
    return environment.account();
  }

  /** Returns the name in a group's identifier, which is its name or its ARN. */
  static String name(String identifier) {
    return identifier.startsWith("arn:")
        ? identifier.replaceFirst("^.*:log-group:", "").replaceFirst(":\\*$", "")
        : identifier;
  }
}
