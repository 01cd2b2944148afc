package io.gamekeeper.payment.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.CatalogueFile;
import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.testing.VirtualTime;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent to the database, and what happens if the answer to a commit is lost. */
@Timeout(60)
final class RoundTripsTest {
  private static final TestDatabase DATABASE = TestDatabase.create(2);

  private final List<String> sent = new ArrayList<>();
  private final FakeStoreFront apple = new FakeStoreFront(Store.APPLE);
  private final VirtualTime clock = new VirtualTime(Instant.parse("2026-11-21T10:00:00Z"));
  private boolean commits = true;
  private boolean losesAnswers;

  @BeforeEach
  void begin() {
    DATABASE.clear();
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @Test
  void aSwordFromTheWalletTakesFiveStatementsAndACommit() {
    Payments payments = payments();
    giveGems(payments);
    sent.clear();

    assertThat(payments.purchases().buy(sword())).isInstanceOf(PurchaseOutcome.Granted.class);

    assertThat(sent)
        .containsExactly(
            "INSERT INTO purchases",
            "UPDATE wallets",
            "INSERT INTO inventory",
            "INSERT INTO ledger",
            "INSERT INTO outbox",
            "commit");
  }

  @Test
  void aReceiptTakesThreeLooksMoreAndTheAcknowledgement() {
    giveGems(payments());

    assertThat(sent)
        .containsExactly(
            "SELECT purchases",
            "INSERT INTO purchases",
            "SELECT notices",
            "SELECT wallets",
            "INSERT INTO wallets",
            "INSERT INTO ledger",
            "INSERT INTO outbox",
            "commit",
            "UPDATE purchases");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsLookedUp() {
    Payments payments = payments();
    giveGems(payments);
    losesAnswers = true;

    PurchaseOutcome outcome = payments.purchases().buy(sword());

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PurchaseOutcome.Granted.class, granted -> assertThat(granted.repeated()).isFalse());
    assertThat(payments.check().run()).isEmpty();
  }

  @Test
  void aCommitThatMayHaveFailedIsUnknownAndTheSameKeyBuysOnce() {
    Payments payments = payments();
    giveGems(payments);
    losesAnswers = true;
    commits = false;
    assertThat(payments.purchases().buy(sword())).isEqualTo(new PurchaseOutcome.Unknown());
    losesAnswers = false;
    commits = true;

    assertThat(payments.purchases().buy(sword())).isInstanceOf(PurchaseOutcome.Granted.class);

    assertThat(payments.inventories().of("ann").wallet().getFirst().balance()).isEqualTo(50);
    assertThat(payments.check().run()).isEmpty();
  }

  private void giveGems(Payments payments) {
    payments
        .purchases()
        .buy(
            new PurchaseRequest(
                "ann",
                "gems",
                "gems-100",
                Store.APPLE,
                1,
                Optional.empty(),
                Optional.of(apple.sell("gems-100", clock.instant()))));
  }

  private static PurchaseRequest sword() {
    return new PurchaseRequest(
        "ann", "k1", "sword", Store.WALLET, 1, Optional.empty(), Optional.empty());
  }

  private Payments payments() {
    return Payments.on(
        proxy(
            DataSource.class,
            (method, arguments) -> {
              Object result = invoke(DATABASE.source(), method, arguments);
              return result instanceof Connection connection ? observed(connection) : result;
            }),
        CatalogueFile.packaged(),
        clock,
        Payments.REAL_WAITING,
        new Random(1),
        List.of(apple),
        Map.of(),
        new FakeAnnouncements());
  }

  private Connection observed(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("commit")) {
            sent.add("commit");
            if (commits) {
              connection.commit();
            }
            if (losesAnswers) {
              throw new SQLException("the connection was lost", "08S01");
            }
            return null;
          }
          Object result = invoke(connection, method, arguments);
          return result instanceof PreparedStatement statement
              ? observed(statement, (String) arguments[0])
              : result;
        });
  }

  private PreparedStatement observed(PreparedStatement statement, String sql) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            sent.add(summary(sql));
          }
          return invoke(statement, method, arguments);
        });
  }

  private static String summary(String sql) {
    String[] words = sql.strip().split("\\s+", 4);
    return switch (words[0]) {
      case "SELECT" -> "SELECT " + sql.replaceFirst("(?s).*?\\bFROM\\s+(\\w+).*", "$1");
      case "INSERT" -> "INSERT INTO " + words[2];
      default -> words[0] + " " + words[1];
    };
  }

  private interface Handler {
    @Nullable Object handle(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    InvocationHandler invocations =
        (proxy, method, arguments) ->
            handler.handle(method, arguments == null ? new Object[0] : arguments);
    return type.cast(
        Proxy.newProxyInstance(
            RoundTripsTest.class.getClassLoader(), new Class<?>[] {type}, invocations));
  }

  private static @Nullable Object invoke(Object target, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
