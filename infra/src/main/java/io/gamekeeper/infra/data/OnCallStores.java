package io.gamekeeper.infra.data;

import io.gamekeeper.contract.Use;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.contract.oncall.OnCallTable;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Protection;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.Timeouts;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.subscriptions.SqsSubscription;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.IQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * What on-call must not lose: alarms that were announced, what people were told of them, the keys
 * to messengers, which a person fills in, and the key that signs links.
 */
public final class OnCallStores extends Construct {
  private static final int DELIVERIES = 10;

  /** Letters and digits: more than 256 bits. */
  private static final int KEY_CHARACTERS = 48;

  private final EncryptedTable book;
  private final Queue queue;
  private final Secret messengerKeys;
  private final Secret linkKey;
  private final IKey key;

  OnCallStores(
      Construct scope,
      String id,
      ITopic alarmTopic,
      Alarms alarms,
      IKey key,
      Protection protection) {
    super(scope, id);
    this.key = key;
    book =
        new EncryptedTable(
            this,
            "Book",
            EncryptedTable.Schema.sortedExpiring(
                OnCallTable.PARTITION_KEY, OnCallTable.SORT_KEY, OnCallTable.EXPIRY),
            key,
            protection);
    Queue dead = DeadLetters.queue(this, "UnreadableAlarms", alarms, protection.removalPolicy());
    queue =
        Queue.Builder.create(this, "Alarms")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .visibilityTimeout(Timeouts.VISIBILITY)
            .retentionPeriod(Duration.days(10))
            .deadLetterQueue(
                DeadLetterQueue.builder().queue(dead).maxReceiveCount(DELIVERIES).build())
            .removalPolicy(protection.removalPolicy())
            .build();
    alarmTopic.addSubscription(
        SqsSubscription.Builder.create(queue)
            .rawMessageDelivery(true)
            .deadLetterQueue(dead)
            .build());
    messengerKeys =
        Secret.Builder.create(this, "MessengerKeys")
            .description("Keys to the messengers that on-call uses; a person fills them in")
            .encryptionKey(key)
            .generateSecretString(
                SecretStringGenerator.builder()
                    .secretStringTemplate(Stack.of(this).toJsonString(placeholder()))
                    .generateStringKey("placeholder")
                    .build())
            .removalPolicy(protection.removalPolicy())
            .build();
    Findings.acknowledge(
        messengerKeys,
        "AwsSolutions-SMG4",
        "Slack and WeCom issue these keys; a person replaces them in their consoles");
    linkKey =
        Secret.Builder.create(this, "LinkKey")
            .description("Signs the links by which people take incidents on")
            .encryptionKey(key)
            .generateSecretString(
                SecretStringGenerator.builder()
                    .passwordLength(KEY_CHARACTERS)
                    .excludePunctuation(true)
                    .build())
            .removalPolicy(protection.removalPolicy())
            .build();
    Findings.acknowledge(
        linkKey,
        "AwsSolutions-SMG4",
        "A new key makes links useless that people were just sent; whoever suspects the key"
            + " replaces it by hand");
  }

  /** Returns the table of what is going on. */
  public ITable book() {
    return book.table();
  }

  /** Returns the queue that alarms arrive in. */
  public IQueue queue() {
    return queue;
  }

  /** Returns the secret with the keys to messengers. */
  public ISecret messengerKeys() {
    return messengerKeys;
  }

  /** Returns the secret that signs the links by which people take incidents on. */
  public ISecret linkKey() {
    return linkKey;
  }

  /** Allows exactly that use of what it is about. */
  public void grant(IGrantable grantee, Use use) {
    switch (use) {
      case KEEP_ALERTS, READ_ALERTS, ANSWER_ALERTS -> book.grant(grantee, use);
      case WAKE_ON_CALL -> queue.grant(grantee, use.actions().toArray(String[]::new));
      case READ_MESSENGER_KEYS -> new EncryptedSecret(messengerKeys, key).grant(grantee, use);
      case SIGN_LINKS -> new EncryptedSecret(linkKey, key).grant(grantee, use);
      default -> throw new IllegalArgumentException(use + " uses nothing of on-call");
    }
  }

  private static Map<String, Object> placeholder() {
    Map<String, Object> placeholder = new TreeMap<>();
    placeholder.put(MessengerCredentials.SLACK_BOT_TOKEN, "");
    placeholder.put(MessengerCredentials.WECOM_CORP_ID, "");
    placeholder.put(MessengerCredentials.WECOM_AGENT_ID, "");
    placeholder.put(MessengerCredentials.WECOM_SECRET, "");
    placeholder.put(MessengerCredentials.HEARTBEAT_URL, "");
    return placeholder;
  }
}
