package io.gamekeeper.payment.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.platform.WebClient.Response;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Receipts and notifications with errors in them: never an exception, and never granted unless they
 * still say the same. The seed of a failure is in its message.
 */
final class ReceiptFuzzTest {
  private static final int MUTATIONS = 3000;
  private static final String SIGNS = ".{}[]\":,\\/=+-_ \u0000\u00e9\ud83d\ude00AaZz09eyJ";

  private final World world = new World();

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void mutatedReceiptsOfAppleAreNeverGranted() {
    world.parameter = ProviderSwitch.INITIAL.replace("primary", "backup");
    String genuine = world.apple.sold(world.apple.transaction());
    StoreFront front = world.appleFront();

    for (int seed = 0; seed < MUTATIONS; seed++) {
      String mutated = mutate(genuine, new Random(seed));
      Verification verification = verify(front, mutated, seed);
      if (!mutated.strip().equals(genuine) && !sameBits(genuine, mutated)) {
        assertThat(verification).as("seed %d", seed).isInstanceOf(Verification.Refused.class);
      }
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void mutatedReceiptsOfGoogleAreNeverGranted() {
    world.parameter = ProviderSwitch.INITIAL.replace("primary", "backup");
    String data = World.json(world.google.data());
    String signature = GoogleSide.signature(data, world.google.licence);
    StoreFront front = world.googleFront();

    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      String mutated = mutate(data, random);
      Verification inside =
          verify(front, World.json(Map.of("data", mutated, "signature", signature)), seed);
      if (!mutated.equals(data)) {
        assertThat(inside).as("seed %d", seed).isInstanceOf(Verification.Refused.class);
      }
      verify(front, mutate(World.json(Map.of("data", data, "signature", signature)), random), seed);
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void mutatedAnswersOfTheServersAreNoErrors() {
    StoreFront google = world.googleFront();
    StoreFront apple = world.appleFront();
    String purchase = World.json(world.google.purchase());
    String receipt = world.apple.sold(world.apple.transaction());
    String transaction = World.json(Map.of("signedTransactionInfo", receipt));

    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      int status = List.of(200, 200, 200, 400, 404, 503).get(random.nextInt(6));
      world.google.instead = new Response(status, mutate(purchase, random));
      verify(google, GoogleSide.TOKEN, seed);
      world.apple.instead = new Response(status, mutate(transaction, random));
      verify(apple, receipt, seed);
      world.clock.advance(
          ProviderBreaker.PAUSE.plusMillis(1)); // or the breakers would keep them away
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void mutatedNotificationsAreNoErrors() {
    StoreFronts fronts = new StoreFronts(world.platform);
    String apple = World.json(Map.of("signedPayload", world.apple.sign(world.apple.transaction())));
    String google = "{\"message\":{\"messageId\":\"1\",\"data\":\"eyJwYWNrYWdlTmFtZSI6ImEifQ==\"}}";
    String token = world.google.pushToken();
    String signed = token.substring("Bearer ".length(), token.lastIndexOf('.') + 1);

    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      assertThat(fronts.appleNotices().read(mutate(apple, random)))
          .isInstanceOf(NoticeReading.Refused.class);
      // Ours by its token, and of no use: kept for people, and never acted upon.
      assertThat(fronts.googleNotices().read(token, mutate(google, random)))
          .isInstanceOf(NoticeReading.Unusable.class);
      String mutated = mutate(token, random);
      // What is no letter of Base64 is passed over in a signature, and means nothing there.
      if (!mutated.contains(signed)) {
        assertThat(fronts.googleNotices().read(mutated, google))
            .as("seed %d", seed)
            .isInstanceOf(NoticeReading.Refused.class);
      }
    }
  }

  private static Verification verify(StoreFront front, String content, int seed) {
    try {
      return front.verify(new Receipt(World.PLAYER, World.SKU, content));
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + content, e);
    }
  }

  /** The last character of a signature in Base64 has bits that mean nothing. */
  private static boolean sameBits(String genuine, String mutated) {
    int end = genuine.length() - 1;
    return mutated.length() > end && mutated.startsWith(genuine.substring(0, end));
  }

  private static String mutate(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = mutated.isEmpty() ? 0 : random.nextInt(mutated.length());
      switch (random.nextInt(6)) {
        case 0 -> mutated.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
        case 1 -> mutated.setLength(at);
        case 2 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(20)));
        case 3 -> mutated.insert(at, text, 0, random.nextInt(text.length()));
        default -> {
          if (!mutated.isEmpty()) {
            mutated.setCharAt(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
          }
        }
      }
    }
    return mutated.toString();
  }
}
