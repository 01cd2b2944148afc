package io.gamekeeper.oncall.schedule;

import io.gamekeeper.oncall.Channel;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** People for tests. */
final class People {
  private People() {}

  static Person person(String name) {
    return new Person(
        name,
        new WeeklyHours(ZoneId.of("UTC"), List.of(WeeklyHours.Range.parse("mon-fri 09:00-18:00"))),
        Map.of(Channel.MAIL, name + "@example.com"));
  }

  static List<Person> people(int count) {
    return IntStream.range(0, count).mapToObj(i -> person("p" + i)).toList();
  }
}
