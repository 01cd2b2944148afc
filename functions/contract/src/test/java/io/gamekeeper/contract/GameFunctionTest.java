package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GameFunctionTest {

  @Test
  void namesAndHandlersAreUniqueAndWellFormed() {
    List<GameFunction> functions = List.of(GameFunction.values());

    assertThat(functions).extracting(GameFunction::functionName).doesNotHaveDuplicates();
    assertThat(functions)
        .extracting(GameFunction::functionName)
        .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    assertThat(functions).extracting(GameFunction::handlerClass).doesNotHaveDuplicates();
    assertThat(functions)
        .extracting(GameFunction::handler)
        .allMatch(
            handler ->
                handler.matches(
                    "io\\.gamekeeper\\.[a-z.]+\\.lambda\\.[A-Z]\\w*Handler::handleRequest"));
  }

  @Test
  void metricNamesAreUnique() {
    assertThat(Stream.of(GameMetric.values()).map(GameMetric::metricName)).doesNotHaveDuplicates();
  }

  @Test
  void noTwoRoutesHaveTheSamePlace() {
    assertThat(Stream.of(ApiRoute.values()).map(ApiRoute::priority)).doesNotHaveDuplicates();
  }

  @Test
  void aBundleLiesBelowItsModule() {
    assertThat(Bundle.GAME_API.zip(Path.of("/root")))
        .isEqualTo(Path.of("/root/functions/game-api/target/game-api.zip"));
  }
}
