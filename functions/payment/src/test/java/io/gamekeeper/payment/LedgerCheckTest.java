package io.gamekeeper.payment;

import static io.gamekeeper.payment.World.paid;
import static io.gamekeeper.payment.World.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.database.MySqlPayments;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is changed behind the ledger's back is found, and named with both figures. */
@Timeout(60)
final class LedgerCheckTest {
  private static final TestDatabase DATABASE = TestDatabase.create(4);

  private World world = new World(DATABASE);

  @BeforeEach
  void begin() {
    DATABASE.clear();
    world = new World(DATABASE);
    world.giveGems("ann", "gems-100");
    world.buy(wallet("ann", "k1", "sword", 1));
    world.buy(wallet("ann", "k2", "daily-chest", 2));
    String receipt = world.google.sell("starter-pack", world.clock.instant());
    world.buy(paid("bob", "k1", "starter-pack", Store.GOOGLE, receipt));
    world.payments.notices().keep(world.google.takeBack(receipt, World.START), "");
    world.apple.verifies(false);
    world.buy(paid("cid", "k1", "gems-100", Store.APPLE, "unknown"));
    world.relay();
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @Test
  void aSoundLedgerHasNoViolations() {
    assertThat(world.violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE wallets SET balance = 11 WHERE player = 'ann' AND currency = 'gems' | wallets | player:ann wallet:gems | 10 | 11",
        "UPDATE wallets SET owed = 3 WHERE player = 'bob' | wallets | player:bob wallet:gems | 0 | -3",
        "DELETE FROM wallets WHERE player = 'ann' AND currency = 'gold' | wallets | player:ann wallet:gold | 1000 | 0",
        "INSERT INTO wallets VALUES ('eve', 'gems', 7, 0) | wallets | player:eve wallet:gems | 0 | 7",
        "UPDATE inventory SET quantity = 2 WHERE player = 'ann' AND item = 'sword' | inventory | player:ann item:sword | 1 | 2",
        "INSERT INTO inventory VALUES ('ann', 'crown', 1, 0) | inventory | player:ann item:crown | 0 | 1",
        "UPDATE limits SET bought = 1 WHERE sku = 'daily-chest' | limits | ann daily-chest 2026-11-21 | 2 | 1",
      })
  void aWrongFigureIsNamedWithTheRightOne(
      String change, String table, String key, String expected, String found) {
    DATABASE.execute(change);

    assertThat(world.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.table()).isEqualTo(table);
              assertThat(violation.key()).isEqualTo(key);
              assertThat(violation.expected()).isEqualTo(expected);
              assertThat(violation.found()).isEqualTo(found);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE ledger SET amount = amount - 1 WHERE account = 'game' AND asset = 'item:sword' AND version = 0 | moves item:sword between accounts",
        "DELETE FROM ledger WHERE purchase_id = (SELECT id FROM purchases WHERE sku = 'sword') | has one posting per version",
        "DELETE FROM ledger WHERE version = 1 | leaves its player wallet:gems",
        "DELETE FROM outbox WHERE sku = 'sword' | has one event per version",
        "UPDATE outbox SET published_at = NULL WHERE sku = 'sword' | counts its unpublished events",
        "DELETE FROM compensations | has one compensation per version after the first",
        "UPDATE purchases SET state = 'executing', version = 0 WHERE player = 'bob' | has one posting per version",
        "DELETE FROM limits WHERE sku = 'daily-chest' | has the counter of its limit",
      })
  void aPurchaseWithoutWhatItsStateAsksForIsFound(String change, String rule) {
    DATABASE.execute(change);

    assertThat(world.violations())
        .extracting(Violation::rule)
        .anySatisfy(found -> assertThat(found).contains(rule));
  }

  @Test
  void smallPagesFindTheSame() {
    for (int i = 0; i < 7; i++) {
      world.apple.verifies(true);
      world.giveGems("player-" + i, "gems-100");
      world.buy(wallet("player-" + i, "k", "daily-chest", 1));
    }
    LedgerCheck small =
        new LedgerCheck(
            new MySqlPayments(DATABASE.source(), Payments.REAL_WAITING, new Random(1)).books(),
            world.clock,
            2);
    assertThat(small.run()).isEmpty();
    DATABASE.execute(
        "UPDATE wallets SET balance = balance + 1 WHERE balance > 0",
        "UPDATE limits SET most = most + 1, bought = bought + 1",
        "UPDATE inventory SET quantity = quantity + 1 WHERE owed = 0");

    List<Violation> violations = small.run();

    assertThat(violations).hasSizeGreaterThan(20).isEqualTo(world.violations());
  }
}
