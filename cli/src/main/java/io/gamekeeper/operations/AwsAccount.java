package io.gamekeeper.operations;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The AWS account and region of a deployed stage, as the client of its operations API needs it. */
public interface AwsAccount extends AutoCloseable {

  /** Returns the region, for instance {@code eu-central-1}. */
  String region();

  /**
   * Returns the parameters of a folder of Systems Manager, by name; empty if there is none.
   *
   * @throws OperationsException if they cannot be read; so do the others
   */
  Map<String, String> parameters(String folder);

  /** Returns credentials of a role of this account, given by its name. */
  Credentials assume(String role);

  /**
   * Sends a signed request.
   *
   * @param headers with the signature
   * @param body null for none
   * @throws IOException if there is no answer
   */
  Answer send(String method, URI address, Map<String, String> headers, @Nullable String body)
      throws IOException;

  @Override
  void close();

  /** Credentials of a session. */
  record Credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
    /** Without the secrets, so that no message can have them. */
    @Override
    public String toString() {
      return accessKeyId;
    }
  }

  /** Finds accounts by what the user chose. */
  @FunctionalInterface
  interface Finder {
    /**
     * Returns the account.
     *
     * @param profile of the AWS configuration; null for the default chain
     * @param region null for that of the chain
     */
    AwsAccount find(@Nullable String profile, @Nullable String region);
  }
}
