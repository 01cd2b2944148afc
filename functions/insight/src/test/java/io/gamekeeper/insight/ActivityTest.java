package io.gamekeeper.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class ActivityTest {
  private static final LocalDate START = LocalDate.parse("2026-02-20");
  private static final int DAYS = 45;

  @Property(tries = 300)
  void whatIsCountedFromTheLastDayAloneIsWhatSetsOfPlayersGive(
      @ForAll @Size(max = 30)
          List<@Size(max = 20) Set<@IntRange(max = DAYS - 1) Integer>> playersDays) {
    Map<LocalDate, Day> days = new HashMap<>();
    for (Set<Integer> played : playersDays) {
      Optional<LocalDate> last = Optional.empty();
      for (int offset : new TreeSet<>(played)) {
        LocalDate day = START.plusDays(offset);
        Activity.count(last, day, at -> days.computeIfAbsent(at, _ -> new Day()));
        last = Optional.of(day);
      }
    }

    for (int offset = 0; offset < DAYS; offset++) {
      Set<Integer> week = players(playersDays, offset - 6, offset);
      Set<Integer> before = players(playersDays, offset - 13, offset - 7);
      Set<Integer> both = new HashSet<>(week);
      both.retainAll(before);
      Day day = days.getOrDefault(START.plusDays(offset), new Day());

      assertThat(day.active()).isEqualTo(players(playersDays, offset, offset).size());
      assertThat(day.before()).isEqualTo(before.size());
      assertThat(day.stayed()).isEqualTo(both.size());
    }
  }

  /** The players who played on one of those days, by looking at all of them. */
  private static Set<Integer> players(List<Set<Integer>> playersDays, int from, int to) {
    Set<Integer> found = new HashSet<>();
    for (int player = 0; player < playersDays.size(); player++) {
      if (playersDays.get(player).stream().anyMatch(day -> day >= from && day <= to)) {
        found.add(player);
      }
    }
    return found;
  }
}
