package io.gamekeeper.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import java.util.List;

/** Functions that call services, for tests of clients. */
public final class Callers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Callers() {}

  /** A function whose role allows an action on some resources, and nothing else. */
  public static FunctionIdentity allowed(String action, String... resources) {
    AccessControl control = new AccessControl();
    try {
      control.createRole(
          "arn:aws:iam::123456789012:role/Worker",
          "Worker",
          Policy.parse(
              "trust",
              JSON.readTree(
                  "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
      control.attach(
          "Worker",
          Policy.parse(
              "policy",
              JSON.readTree(
                  "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":%s}}"
                      .formatted(action, JSON.writeValueAsString(resources)))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    return new FunctionIdentity(
        "WorkerFn",
        "worker",
        control.role("arn:aws:iam::123456789012:role/Worker").orElseThrow(),
        List.of());
  }
}
