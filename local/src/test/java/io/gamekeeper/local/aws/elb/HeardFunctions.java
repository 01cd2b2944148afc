package io.gamekeeper.local.aws.elb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Functions that anybody may call, that answer 200 and remember the events. */
final class HeardFunctions implements Functions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] FINE =
      "{\"statusCode\":200,\"headers\":{\"content-type\":\"text/plain\"},\"body\":\"fine\"}"
          .getBytes(UTF_8);

  final List<JsonNode> events = new ArrayList<>();

  @Override
  public Optional<String> refusal(String function, String principal, String sourceArn) {
    return Optional.empty();
  }

  @Override
  public InvocationResult invoke(String function, byte[] payload, EngineTime engineTime) {
    try {
      events.add(JSON.readTree(payload));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new InvocationResult.Answered(FINE);
  }

  @Override
  public void invokeHere(
      String function, byte[] payload, EngineTime engineTime, Consumer<InvocationResult> answer) {
    answer.accept(invoke(function, payload, engineTime));
  }

  @Override
  public String qualifiedArn(String function) {
    return function;
  }

  @Override
  public String codeHash(String function) {
    return "";
  }

  @Override
  public int repetitions(String function) {
    return 0;
  }
}
