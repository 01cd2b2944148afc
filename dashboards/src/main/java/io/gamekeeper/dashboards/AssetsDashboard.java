package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/**
 * The delivery of assets. CloudFront sends its metrics to us-east-1, so the page belongs to the
 * stack that is there; the console shows dashboards of all regions in one list.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html">Types
 *     of metrics for CloudFront</a>
 */
public final class AssetsDashboard extends Construct {
  /**
   * Declares the dashboard.
   *
   * @param distribution the distribution's id
   */
  public AssetsDashboard(Construct scope, String id, String stage, String distribution) {
    super(scope, id);
    new Page(this)
        .row(
            new Graph("Requests in five minutes", of(distribution, "Requests", "Sum")),
            new Graph("Bytes to players", of(distribution, "BytesDownloaded", "Sum")),
            new Graph(
                "Errors, %",
                of(distribution, "4xxErrorRate", "Average"),
                of(distribution, "5xxErrorRate", "Average")))
        .show(GameDashboard.ASSETS, stage, Duration.days(1));
  }

  private static IMetric of(String distribution, String name, String statistic) {
    Map<String, String> dimensions = new TreeMap<>();
    dimensions.put("DistributionId", distribution);
    dimensions.put("Region", "Global");
    return Metrics.aws("AWS/CloudFront", name, dimensions, statistic, FIVE_MINUTES, name);
  }
}
