package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameAlarm.Owner;
import io.gamekeeper.contract.GameAlarm.Severity;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlarmNoteTest {
  private static final AlarmNote NOTE =
      new AlarmNote(Severity.CRITICAL, Owner.PAYMENTS, "GameOperations", "PaymentSystemFailure");

  private static final String NAME_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

  @Test
  void theLastLineIsForMachinesAndTheOthersForPeople() {
    assertThat(NOTE.describe("Purchases fail."))
        .isEqualTo(
            "Purchases fail.\n"
                + "{\"severity\":\"CRITICAL\",\"owner\":\"payments\","
                + "\"dashboard\":\"GameOperations\",\"runbook\":\"PaymentSystemFailure\"}");
  }

  @Test
  void whatIsWrittenIsRead() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      AlarmNote note =
          new AlarmNote(
              any(random, List.of(Severity.values())),
              any(random, List.of(Owner.values())),
              name(random),
              name(random));

      assertThat(AlarmNote.in(note.describe(sentence(random)))).contains(note);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAlarmHasANote(GameAlarm alarm) {
    AlarmNote note = AlarmNote.in(AlarmNote.of(alarm).describe("Why.")).orElseThrow();

    assertThat(note.severity()).isEqualTo(alarm.severity());
    assertThat(note.owner()).isEqualTo(alarm.owner());
    assertThat(note.dashboard()).isEqualTo(alarm.dashboard().dashboardName());
    assertThat(note.runbook()).isEqualTo(alarm.alarmName());
  }

  @Test
  void orderWhiteSpaceAndUnknownMembersDoNotMatter() {
    assertThat(
            AlarmNote.in(
                "Purchases fail.\n { \"runbook\" : \"PaymentSystemFailure\", \"since\":\"2027\","
                    + " \"owner\":\"payments\",\"dashboard\":\"GameOperations\" ,"
                    + "\"severity\":\"CRITICAL\" } \r"))
        .contains(NOTE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Purchases fail.",
        "{}",
        "{\"severity\":\"CRITICAL\"}",
        "{\"severity\":\"SEVERE\",\"owner\":\"payments\",\"dashboard\":\"D\",\"runbook\":\"R\"}",
        "{\"severity\":\"HIGH\",\"owner\":\"nobody\",\"dashboard\":\"D\",\"runbook\":\"R\"}",
        "{\"severity\":\"HIGH\",\"owner\":\"data\",\"dashboard\":\"D\",\"runbook\":\"\"}",
        "{\"severity\":\"HIGH\",\"owner\":\"data\",\"dashboard\":\"D\",\"runbook\":\"R\",}",
        "{\"severity\":\"LOW\",\"severity\":\"HIGH\",\"owner\":\"data\",\"dashboard\":\"D\","
            + "\"runbook\":\"R\"}",
        "{\"severity\":\"HIGH\",\"owner\":\"data\",\"dashboard\":\"D\",\"runbook\":\"R\"}\nEdited."
      })
  void whatIsNoNoteIsNotUrgent(String description) {
    assertThat(AlarmNote.in(description)).isEmpty();
    assertThat(AlarmNote.severityIn(description)).isEqualTo(Severity.LOW);
  }

  @Test
  void whatCannotBeReadOrIsTooLongIsNotWritten() {
    assertThatThrownBy(() -> new AlarmNote(Severity.LOW, Owner.DATA, "a \"b\"", "R"))
        .hasMessageContaining("letters, digits");
    assertThatThrownBy(() -> NOTE.describe("x".repeat(AlarmNote.LONGEST_DESCRIPTION)))
        .hasMessageContaining("1024");
  }

  private static <T> T any(Random random, List<T> choice) {
    return choice.get(random.nextInt(choice.size()));
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(1, 30); i > 0; i--) {
      name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
    }
    return name.toString();
  }

  /** Anything that people may write, also what looks like a note. */
  private static String sentence(Random random) {
    StringBuilder sentence = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      sentence.append(
          random.nextInt(9) == 0
              ? "{\"}\n,:\\".charAt(random.nextInt(7))
              : (char) random.nextInt(32, 0x2000));
    }
    return sentence.toString();
  }
}
