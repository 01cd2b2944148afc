package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.Protection;
import io.gamekeeper.infra.config.Sorted;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.CfnDelivery;
import software.amazon.awscdk.services.logs.CfnDeliveryDestination;
import software.amazon.awscdk.services.logs.CfnDeliverySource;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/**
 * A distribution's access log, delivered by CloudFront's standard logging (v2) into a bucket
 * without access control lists. Must be in us-east-1.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html">Standard
 *     logging (v2)</a>
 */
public final class DistributionLog {
  private DistributionLog() {}

  /** Keeps the log in a bucket of its own, in the distribution's stack. */
  public static void keep(Construct scope, Distribution distribution, Protection protection) {
    Stack stack = Stack.of(scope);
    Bucket bucket = AccessLog.bucket(scope, "AccessLog", protection);
    bucket.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("LogsOfThisAccount")
            .principals(List.of(new ServicePrincipal("delivery.logs.amazonaws.com")))
            .actions(List.of("s3:PutObject"))
            .resources(List.of(bucket.arnForObjects("*")))
            .conditions(
                Sorted.map(
                    "ArnLike",
                    Map.of(
                        "aws:SourceArn",
                        stack.formatArn(
                            ArnComponents.builder()
                                .service("logs")
                                .resource("delivery-source")
                                .resourceName("*")
                                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                                .build())),
                    "StringEquals",
                    Map.of("aws:SourceAccount", stack.getAccount())))
            .build());
    String name = distribution.getDistributionId();
    CfnDeliverySource source =
        CfnDeliverySource.Builder.create(scope, "LogSource")
            .name("gamekeeper-" + name)
            .logType("ACCESS_LOGS")
            .resourceArn(distribution.getDistributionArn())
            .build();
    CfnDeliveryDestination destination =
        CfnDeliveryDestination.Builder.create(scope, "LogDestination")
            .name("gamekeeper-" + name)
            .destinationResourceArn(bucket.getBucketArn())
            .outputFormat("parquet")
            .build();
    CfnDelivery delivery =
        CfnDelivery.Builder.create(scope, "LogDelivery")
            .deliverySourceName(source.getName())
            .deliveryDestinationArn(destination.getAttrArn())
            .build();
    delivery.addResourceDependency(source);
    delivery.getNode().addDependency(bucket);
  }
}
