package io.gamekeeper.fleet.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gamekeeper.fleet.room.Avatar.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AvatarTest {

  @ParameterizedTest
  @CsvSource({
    "1e308, 1e308",
    "-1.7976931348623157e308, 1.7976931348623157e308",
    "30, 0",
    "0.9, 0.9",
    "4.9e-324, 1e308"
  })
  void aLongVectorIsFullSpeedIntoItsDirection(double dx, double dy) {
    Direction direction = Direction.of(dx, dy);

    assertThat(Math.hypot(direction.x(), direction.y())).isEqualTo(1, within(1e-12));
    assertThat(Math.atan2(direction.y(), direction.x()))
        .isEqualTo(Math.atan2(dy, dx), within(1e-12));
  }

  @Test
  void aShortVectorKeepsItsLength() {
    assertThat(Direction.of(0.3, -0.4)).isEqualTo(new Direction(0.3, -0.4));
    assertThat(Direction.of(0, 0)).isEqualTo(new Direction(0, 0));
    assertThat(Direction.of(4.9e-324, 0)).isEqualTo(new Direction(4.9e-324, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN})
  void whatIsNotFiniteIsNoDirection(double number) {
    assertThatThrownBy(() -> Direction.of(0, number)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Direction.of(number, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
