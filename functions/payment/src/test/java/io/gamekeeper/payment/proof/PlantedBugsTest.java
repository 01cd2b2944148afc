package io.gamekeeper.payment.proof;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The enumeration finds the bugs that it is there for. */
@Timeout(400)
final class PlantedBugsTest {
  private final Lanes lanes = new Lanes(1);

  @AfterEach
  void end() {
    lanes.close();
  }

  @Test
  void aMissingKeyOnStoreAndTransaction() {
    change("ALTER TABLE purchases DROP INDEX one_per_transaction");

    assertFound(
        Scenario.Kind.SAME_PAYMENT_UNDER_TWO_KEYS, Sabotage.NONE, "a payment is granted twice");
  }

  @Test
  void aMissingKeyOnPlayerAndKey() {
    change("ALTER TABLE purchases DROP INDEX one_per_key");

    assertFound(Scenario.Kind.WALLET_PURCHASE, Sabotage.NONE, "and now Grant");
  }

  @Test
  void publishingBeforeTheCommit() {
    Sabotage bug =
        new Sabotage() {
          @Override
          public boolean before(
              String gist,
              List<@Nullable Object> values,
              List<StoreFront> stores,
              Announcements bus) {
            if (gist.equals("insert outbox")) {
              bus.publish(List.of(event(values)));
            }
            return true;
          }
        };

    assertFound(Scenario.Kind.WALLET_PURCHASE, bug, "published and not committed");
  }

  @Test
  void acknowledgingBeforeTheCommit() {
    Sabotage bug =
        new Sabotage() {
          @Override
          public boolean before(
              String gist,
              List<@Nullable Object> values,
              List<StoreFront> stores,
              Announcements bus) {
            if (gist.equals("insert purchases") && values.size() > 15) {
              StorePurchase paid = payment(values);
              stores.stream()
                  .filter(front -> front.store() == paid.store())
                  .forEach(front -> front.acknowledge(paid));
            }
            return true;
          }
        };

    assertFound(Scenario.Kind.STORE_PURCHASE, bug, "is told of a grant that is not committed");
  }

  /** The unique keys of ledger and outbox would find it too; they are made to keep silent. */
  @Test
  void grantingAgainWhatWasKeptAndIsGranted() {
    Sabotage bug =
        new Sabotage() {
          @Override
          public String text(String sql) {
            return sql.strip().startsWith("UPDATE purchases") && sql.contains("granted_at = ?")
                ? sql.replace("AND state = 'preparing'", "")
                : sql.replaceAll("INSERT INTO (ledger|outbox)", "INSERT IGNORE INTO $1");
          }
        };

    assertFound(Scenario.Kind.STORE_DOWN_AT_FIRST, bug, "ledger check: ");
  }

  @Test
  void aRefundWithoutItsLineInTheLedger() {
    Sabotage bug =
        new Sabotage() {
          @Override
          public boolean before(
              String gist,
              List<@Nullable Object> values,
              List<StoreFront> stores,
              Announcements bus) {
            return !gist.equals("insert ledger") || !Integer.valueOf(1).equals(values.get(1));
          }
        };

    assertFound(Scenario.Kind.REFUND_NOTICE_AFTER_THE_PURCHASE, bug, "has one posting per version");
  }

  @Test
  void aPartOfARefundThatIsForgottenAndTakenAgainWithTheRest() {
    Sabotage bug =
        new Sabotage() {
          @Override
          public String text(String sql) {
            return sql.replace("refunded_part = ?,", "refunded_part = 0 * ?,");
          }
        };

    assertFound(Scenario.Kind.REFUND_OF_A_PART_AND_OF_THE_REST, bug, "leaves its player");
  }

  @Test
  void aWalletThatPaysWhatItDoesNotHold() {
    change("ALTER TABLE wallets DROP CONSTRAINT no_overdraft");
    Sabotage bug =
        new Sabotage() {
          @Override
          public String text(String sql) {
            return sql.replace("AND balance >= ?", "AND ? > 0");
          }
        };

    assertFound(Scenario.Kind.WALLET_PURCHASES_BEYOND_THE_BALANCE, bug, "overdrawn: ");
  }

  private void change(String statement) {
    lanes.first(
        lane -> {
          lane.database().execute(statement);
          return statement;
        });
  }

  /** Runs all schedules of a scenario until one finds the bug. */
  private void assertFound(Scenario.Kind scenario, Sabotage bug, String message) {
    assertThatThrownBy(
            () ->
                lanes.first(
                    lane -> {
                      Enumeration enumeration = new Enumeration(lane, bug);
                      List<Effects.Done> effects = enumeration.effects(scenario);
                      Enumeration.schedules(scenario, effects).forEach(enumeration::run);
                      return effects;
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  /** Returns the event that is about to be written. */
  private static Announcement event(List<@Nullable Object> values) {
    String purchase = String.valueOf(values.get(0));
    int version = Integer.parseInt(String.valueOf(values.get(1)));
    return new Announcement(
        purchase + ":" + version,
        GameEvent.valueOf(String.valueOf(values.get(2))),
        Game.START,
        String.valueOf(values.get(4)),
        String.valueOf(values.get(5)),
        purchase,
        version,
        String.valueOf(values.get(6)),
        Integer.parseInt(String.valueOf(values.get(7))),
        Store.of(String.valueOf(values.get(8))).orElseThrow(),
        new Price(String.valueOf(values.get(9)), Long.parseLong(String.valueOf(values.get(10)))),
        false,
        Share.NONE);
  }

  /** Returns the payment of the purchase that is about to be written. */
  private static StorePurchase payment(List<@Nullable Object> values) {
    if (!(values.get(10) instanceof byte[] transaction)) {
      throw new IllegalArgumentException("no transaction in " + values);
    }
    return new StorePurchase(
        Store.of(String.valueOf(values.get(7))).orElseThrow(),
        new String(transaction, StandardCharsets.UTF_8),
        String.valueOf(values.get(12)),
        1,
        Optional.empty(),
        LocalDateTime.parse(String.valueOf(values.get(13))).toInstant(ZoneOffset.UTC),
        String.valueOf(values.get(11)),
        false);
  }
}
