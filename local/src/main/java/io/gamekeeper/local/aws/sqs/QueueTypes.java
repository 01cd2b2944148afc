package io.gamekeeper.local.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The resource types of queues and their policies. */
final class QueueTypes {
  private QueueTypes() {}

  static List<ResourceType> all(Queues queues) {
    RedriveRules rules = new RedriveRules(new ConcurrentHashMap<>());
    return List.of(new Queue(queues, rules), new QueuePolicy(queues));
  }

  /** The redrive allow policies of dead-letter queues, by their ARN. */
  private record RedriveRules(Map<String, JsonNode> byArn) {

    boolean allow(String deadLetterArn, String source) {
      JsonNode rule = byArn.get(deadLetterArn);
      if (rule == null) {
        return true;
      }
      return switch (rule.path("redrivePermission").asText()) {
        case "denyAll" -> false;
        case "byQueue" -> {
          boolean named = false;
          for (JsonNode arn : rule.path("sourceQueueArns")) {
            named |= arn.asText().equals(source);
          }
          yield named;
        }
        default -> true;
      };
    }
  }

  private record Queue(Queues queues, RedriveRules rules) implements ResourceType {
    private static final int LONGEST_NAME = 80;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    @Override
    public String type() {
      return "AWS::SQS::Queue";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      Optional<FifoSettings> fifo = FifoProperties.read(properties);
      properties.inert(
          "nothing is encrypted on a laptop",
          "SqsManagedSseEnabled",
          "KmsMasterKeyId",
          "KmsDataKeyReusePeriodSeconds");
      String name = name(context, fifo.isPresent());
      String arn = context.environment().arn("sqs", name);
      String url =
          "https://sqs.%s.amazonaws.com/%s/%s"
              .formatted(context.environment().region(), context.environment().account(), name);
      Optional<QueueSettings.Redrive> redrive =
          properties.optionalJson("RedrivePolicy").map(policy -> redrive(properties, policy));
      QueueSettings settings =
          new QueueSettings(
              name,
              arn,
              url,
              seconds(properties, "VisibilityTimeout", QueueSettings.DEFAULT_VISIBILITY_TIMEOUT),
              seconds(properties, "DelaySeconds", Duration.ZERO),
              seconds(properties, "MessageRetentionPeriod", QueueSettings.DEFAULT_RETENTION),
              seconds(properties, "ReceiveMessageWaitTimeSeconds", Duration.ZERO),
              properties.integer("MaximumMessageSize", QueueSettings.LARGEST_MESSAGE_BYTES),
              redrive,
              fifo);
      queues.create(settings);
      properties.optionalJson("RedriveAllowPolicy").ifPresent(rule -> rules.byArn().put(arn, rule));
      redrive.ifPresent(
          policy ->
              context.whenAllCreated(() -> check(properties, settings, policy.deadLetterArn())));
      return Provisioned.simulated(
              url,
              (fifo.isPresent() ? "FIFO, hidden for " : "hidden for ")
                  + settings.visibilityTimeout().toSeconds()
                  + " s, "
                  + redrive
                      .map(policy -> "then dead after " + policy.maximumReceives() + " receipts")
                      .orElse("received until it is too old")
                  + "; in memory, lost when the stage ends")
          .with("Arn", arn)
          .with("QueueName", name)
          .with("QueueUrl", url);
    }

    private static QueueSettings.Redrive redrive(ResourceProperties properties, JsonNode policy) {
      String arn = policy.path("deadLetterTargetArn").asText();
      JsonNode count = policy.path("maxReceiveCount");
      if (arn.isEmpty() || !count.asText().matches("[0-9]{1,4}")) {
        throw new TemplateException(
            properties.where("RedrivePolicy"),
            "is " + policy + ", without deadLetterTargetArn or maxReceiveCount");
      }
      return new QueueSettings.Redrive(arn, Integer.parseInt(count.asText()));
    }

    private void check(
        ResourceProperties properties, QueueSettings settings, String deadLetterArn) {
      String where = properties.where("RedrivePolicy");
      MessageQueue deadLetters =
          queues
              .find(deadLetterArn)
              .orElseThrow(
                  () ->
                      new TemplateException(
                          where, "names " + deadLetterArn + ", which no template declares"));
      if (!rules.allow(deadLetterArn, settings.arn())) {
        throw new TemplateException(
            where,
            "names " + deadLetterArn + ", whose RedriveAllowPolicy refuses " + settings.arn());
      }
      boolean fifo = settings.fifo().isPresent();
      if (fifo != deadLetters.settings().fifo().isPresent()) {
        throw new TemplateException(
            where,
            "names %1$s; the dead-letter queue of a %2$s queue must be a %2$s queue, too"
                .formatted(deadLetterArn, fifo ? "FIFO" : "standard"));
      }
    }

    /** Returns the queue's name; the suffix of a FIFO queue counts towards its length. */
    private static String name(ResourceContext context, boolean fifo) {
      ResourceProperties properties = context.properties();
      String suffix = fifo ? FifoProperties.SUFFIX : "";
      String name =
          properties.string(
              "QueueName", context.generatedName(LONGEST_NAME - suffix.length()) + suffix);
      if (name.length() > LONGEST_NAME
          || !name.endsWith(suffix)
          || !NAME.matcher(name.substring(0, name.length() - suffix.length())).matches()) {
        throw new TemplateException(
            properties.where("QueueName"),
            "is %s; the name of a %s queue has up to %d letters, digits, - and _%s"
                .formatted(
                    name,
                    fifo ? "FIFO" : "standard",
                    LONGEST_NAME,
                    fifo ? " and ends with " + suffix : ""));
      }
      return name;
    }

    private static Duration seconds(
        ResourceProperties properties, String name, Duration otherwise) {
      return properties.optionalInteger(name).map(Duration::ofSeconds).orElse(otherwise);
    }
  }

  private record QueuePolicy(Queues queues) implements ResourceType {
    @Override
    public String type() {
      return "AWS::SQS::QueuePolicy";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      Policy policy =
          Policy.parse(properties.where("PolicyDocument"), properties.json("PolicyDocument"));
      for (String url : properties.strings("Queues")) {
        queues.permit(
            queues
                .findByUrl(url)
                .orElseThrow(
                    () ->
                        new TemplateException(
                            properties.where("Queues"),
                            "names " + url + ", which no template declares"))
                .settings()
                .arn(),
            policy);
      }
      return Provisioned.simulated(
          context.generatedName(),
          "decides which services may send; for functions, their roles decide");
    }
  }
}
