package io.gamekeeper.contract.oncall;

/**
 * The members of the JSON document in the secret with the keys to messengers. A person fills it in
 * once after the first deployment; the local stage fills in those of its fake messengers. A channel
 * whose members are empty is not used.
 */
public final class MessengerCredentials {
  /** The bot's token, {@code xoxb-…}, with the scope {@code chat:write}. */
  public static final String SLACK_BOT_TOKEN = "slackBotToken";

  /** The company's id in WeCom. */
  public static final String WECOM_CORP_ID = "wecomCorpId";

  /** The id of the company's own app, a number. */
  public static final String WECOM_AGENT_ID = "wecomAgentId";

  /** The secret of that app. */
  public static final String WECOM_SECRET = "wecomSecret";

  /**
   * Where a watcher outside of the account expects a sign of life each minute; empty if there is
   * none.
   */
  public static final String HEARTBEAT_URL = "heartbeatUrl";

  private MessengerCredentials() {}
}
