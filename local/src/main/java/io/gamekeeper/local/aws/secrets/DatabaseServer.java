package io.gamekeeper.local.aws.secrets;

import java.util.List;

/**
 * A database instance as others see it.
 *
 * @param database the database that it was created with; may be empty
 */
public record DatabaseServer(String host, int port, String database, List<String> securityGroups) {
  public DatabaseServer {
    securityGroups = List.copyOf(securityGroups);
  }
}
