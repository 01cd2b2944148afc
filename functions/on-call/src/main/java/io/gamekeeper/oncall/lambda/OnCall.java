package io.gamekeeper.oncall.lambda;

import io.gamekeeper.contract.StageNames;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.oncall.alarm.CloudWatchAlarms;
import io.gamekeeper.oncall.channel.Heartbeat;
import io.gamekeeper.oncall.channel.MessengerKeys;
import io.gamekeeper.oncall.channel.Messengers;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Comparison;
import io.gamekeeper.oncall.page.Desk;
import io.gamekeeper.oncall.page.PostOffice;
import io.gamekeeper.oncall.page.Waker;
import io.gamekeeper.oncall.queue.SqsWaker;
import io.gamekeeper.oncall.response.AcknowledgeLinks;
import io.gamekeeper.oncall.route.RoutesFile;
import io.gamekeeper.oncall.route.Routing;
import io.gamekeeper.oncall.secret.CachedSecret;
import io.gamekeeper.oncall.store.DynamoAlertBook;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.net.URI;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the functions that tell people are made of. */
record OnCall(
    AlertBook book, Desk desk, PostOffice postOffice, Comparison comparison, Heartbeat heartbeat) {

  static OnCall of(Platform platform, Telemetry telemetry) {
    OnCallEnvironment environment = OnCallEnvironment.from(platform.environment());
    MessengerEnvironment messengers = MessengerEnvironment.from(platform.environment());
    MessengerKeys keys = new MessengerKeys(platform, messengers.credentials());
    AlertBook book = book(platform, telemetry, environment);
    Waker waker =
        new SqsWaker(platform.client(SqsClient.class), environment.queue(), platform.clock());
    Desk desk =
        new Desk(
            new Routing(RoutesFile.packaged()),
            book,
            waker,
            platform.clock(),
            environment.stage(),
            URI.create(environment.console()));
    return new OnCall(
        book,
        desk,
        new PostOffice(
            book,
            Messengers.of(platform, messengers, keys),
            links(platform, environment),
            waker,
            platform.clock(),
            platform.random()),
        new Comparison(
            new CloudWatchAlarms(
                platform.client(CloudWatchClient.class), new StageNames(environment.stage())),
            book,
            desk,
            platform.clock()),
        new Heartbeat(platform, keys));
  }

  static AcknowledgeLinks links(Platform platform, OnCallEnvironment environment) {
    return new AcknowledgeLinks(
        new CachedSecret(platform, environment.linkKey()), URI.create(environment.console()));
  }

  static AlertBook book(Platform platform, Telemetry telemetry, OnCallEnvironment environment) {
    return new DynamoAlertBook(
        new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
        environment.table(),
        platform.clock());
  }
}
