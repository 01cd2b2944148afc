package io.gamekeeper.local.messenger;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.local.file.KeptJson;
import io.gamekeeper.local.service.StageException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The keys of a stage's messengers: made up at the first start, kept in its data folder. */
final class MessengerKeys {
  private static final String FILE = "messengers.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 16;
  private static final int FIRST_AGENT = 1_000_002;

  private final KeptJson<String> kept;

  private MessengerKeys(KeptJson<String> kept) {
    this.kept = kept;
  }

  /**
   * Opens the keys.
   *
   * @throws StageException if they cannot be read
   */
  static MessengerKeys open(Path folder) {
    KeptJson<String> kept =
        KeptJson.open(folder.resolve(FILE), new TypeReference<Map<String, String>>() {});
    MessengerKeys keys = new MessengerKeys(kept);
    keys.make(MessengerCredentials.SLACK_BOT_TOKEN, "xoxb-fake-" + secret());
    keys.make(MessengerCredentials.WECOM_CORP_ID, "ww" + secret().substring(0, 16));
    keys.make(
        MessengerCredentials.WECOM_AGENT_ID, Integer.toString(FIRST_AGENT + RANDOM.nextInt(1000)));
    keys.make(MessengerCredentials.WECOM_SECRET, secret());
    keys.make(
        MessengerCredentials.HEARTBEAT_URL,
        "https://" + HeartbeatWatcher.HOST + "/ping/" + secret());
    return keys;
  }

  private void make(String member, String value) {
    if (!kept.has(member)) {
      kept.put(member, value);
    }
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Returns the document for the secret of the functions. */
  String credentials() {
    ObjectNode document = JSON.createObjectNode();
    for (String member :
        List.of(
            MessengerCredentials.SLACK_BOT_TOKEN,
            MessengerCredentials.WECOM_CORP_ID,
            MessengerCredentials.WECOM_AGENT_ID,
            MessengerCredentials.WECOM_SECRET,
            MessengerCredentials.HEARTBEAT_URL)) {
      document.put(member, kept.get(member));
    }
    return document.toString();
  }

  String slackBotToken() {
    return kept.get(MessengerCredentials.SLACK_BOT_TOKEN);
  }

  String weComCorporation() {
    return kept.get(MessengerCredentials.WECOM_CORP_ID);
  }

  String weComAgent() {
    return kept.get(MessengerCredentials.WECOM_AGENT_ID);
  }

  String weComSecret() {
    return kept.get(MessengerCredentials.WECOM_SECRET);
  }

  URI heartbeat() {
    return URI.create(kept.get(MessengerCredentials.HEARTBEAT_URL));
  }
}
