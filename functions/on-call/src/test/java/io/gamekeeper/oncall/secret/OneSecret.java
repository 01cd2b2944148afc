package io.gamekeeper.oncall.secret;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/** A Secrets Manager with one secret; an empty one cannot be read. */
public record OneSecret(String secret) implements SecretsManagerClient {
  @Override
  public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
    if (secret.isEmpty()) {
      throw SdkClientException.create("no answer");
    }
    return GetSecretValueResponse.builder().secretString(secret).build();
  }

  @Override
  public String serviceName() {
    return "secretsmanager";
  }

  @Override
  public void close() {}
}
