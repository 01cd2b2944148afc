package io.gamekeeper.local.aws.logs;

import java.time.Instant;
import java.util.List;

/**
 * A saved query.
 *
 * @param groups the names of the log groups that it is for
 */
record QueryDefinition(String id, String name, String text, List<String> groups, Instant modified) {
  QueryDefinition {
    groups = List.copyOf(groups);
  }
}
