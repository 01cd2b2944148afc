package io.gamekeeper.infra.config;

import io.gamekeeper.contract.GameFunction;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The share of the account that one function may use.
 *
 * @param memoryMiB memory; the processor share grows with it, one whole at 1769
 * @param reservedConcurrency the most instances at once, taken from the account's limit; empty for
 *     no reservation
 */
public record FunctionSize(int memoryMiB, Optional<Integer> reservedConcurrency) {

  static Map<GameFunction, FunctionSize> readAll(ConfigObject functions) {
    Map<GameFunction, FunctionSize> sizes = new EnumMap<>(GameFunction.class);
    for (GameFunction function : GameFunction.values()) {
      sizes.put(function, functions.object(function.functionName(), FunctionSize::read));
    }
    return sizes;
  }

  private static FunctionSize read(ConfigObject size) {
    return new FunctionSize(
        size.integer("memoryMiB", 256, 10_240),
        size.optionalInteger("reservedConcurrency", 1, 1000));
  }
}
