package io.gamekeeper.local.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.aws.route53.Route53;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.http.NamedHosts;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.testing.VirtualTime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class DeliveryTypesTest {
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Assets': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': 'assets'}},
        'Policy': {'Type': 'AWS::S3::BucketPolicy', 'Properties': {
          'Bucket': {'Ref': 'Assets'},
          'PolicyDocument': {'Statement': [
            {'Action': 's3:*', 'Effect': 'Deny', 'Principal': {'AWS': '*'}, 'Resource': '*',
             'Condition': {'NumericLessThan': {'s3:TlsVersion': 1.2}}},
            {'Action': 's3:GetObject', 'Effect': 'Allow',
             'Principal': {'Service': 'cloudfront.amazonaws.com'},
             'Resource': {'Fn::Join': ['', [{'Fn::GetAtt': ['Assets', 'Arn']}, '/objects/*']]},
             'Condition': {
               'ArnLike': {'aws:SourceArn': {'Fn::Join': ['', [
                 'arn:aws:cloudfront::', {'Ref': 'AWS::AccountId'}, ':distribution/*']]}}}}]}}},
        'Access': {'Type': 'AWS::CloudFront::OriginAccessControl', 'Properties': {
          'OriginAccessControlConfig': {'Name': 'a', 'OriginAccessControlOriginType': 's3',
            'SigningBehavior': 'always', 'SigningProtocol': 'sigv4'}}},
        'Headers': {'Type': 'AWS::CloudFront::ResponseHeadersPolicy', 'Properties': {
          'ResponseHeadersPolicyConfig': {'Name': 'h', 'SecurityHeadersConfig': {
            'ContentTypeOptions': {'Override': true},
            'StrictTransportSecurity': {'AccessControlMaxAgeSec': 31536000,
              'IncludeSubdomains': true, 'Override': true}}}}},
        'Objects': {'Type': 'AWS::CloudFront::CachePolicy', 'Properties': {
          'CachePolicyConfig': {'Name': 'o', 'MinTTL': 0, 'DefaultTTL': 60, 'MaxTTL': 60,
            'ParametersInCacheKeyAndForwardedToOrigin': {
              'CookiesConfig': {'CookieBehavior': 'none'},
              'HeadersConfig': {'HeaderBehavior': 'none'},
              'QueryStringsConfig': {'QueryStringBehavior': 'none'},
              'EnableAcceptEncodingBrotli': true, 'EnableAcceptEncodingGzip': true}}}},
        'Distribution': {'Type': 'AWS::CloudFront::Distribution', 'Properties': {
          'DistributionConfig': {'Enabled': true, 'Aliases': ['assets.example.com'],
            'CustomErrorResponses': [{'ErrorCachingMinTTL': 5, 'ErrorCode': 403}],
            'DefaultCacheBehavior': {'AllowedMethods': ['GET', 'HEAD'], 'Compress': true,
              'CachePolicyId': {'Ref': 'Objects'}, 'TargetOriginId': 'bucket',
              'ResponseHeadersPolicyId': {'Ref': 'Headers'},
              'ViewerProtocolPolicy': 'https-only'},
            'Origins': [{'Id': 'bucket', 'DomainName': 'assets.s3.eu-central-1.amazonaws.com',
              'OriginAccessControlId': {'Fn::GetAtt': ['Access', 'Id']},
              'OriginShield': {'Enabled': true, 'OriginShieldRegion': 'eu-central-1'},
              'S3OriginConfig': {'OriginAccessIdentity': ''}}]}}},
        'Record': {'Type': 'AWS::Route53::RecordSet', 'Properties': {
          'Name': 'assets.example.com.', 'Type': 'A', 'HostedZoneId': 'Z1',
          'AliasTarget': {'HostedZoneId': 'Z2',
            'DNSName': {'Fn::GetAtt': ['Distribution', 'DomainName']}}}}
      }}
      """;

  @TempDir private Path folder;
  private final VirtualTime time = new VirtualTime();
  private final Ground ground = Grounds.by(time, Path.of("no folder"));
  private final Names names = new Names();
  private @Nullable CloudFront cdn;

  @Test
  void anObjectOfTheTemplatesBucketIsReachedByItsName() throws Exception {
    Foundation foundation = foundation();
    try (Resources resources = provision(foundation, TEMPLATE)) {
      WebHosts web = new WebHosts();
      NamedHosts.register(names, web);
      foundation
          .engines()
          .s3()
          .client()
          .putObject(
              request -> request.bucket("assets").key("objects/a"),
              RequestBody.fromString("content"));

      assertThat(
              web.get(URI.create("https://assets.example.com/objects/a"), Duration.ofSeconds(5))
                  .body())
          .isEqualTo("content");
      assertThat(
              web.get(URI.create("https://assets.example.com/other"), Duration.ofSeconds(5))
                  .status())
          .isEqualTo(403);
      assertThat(Objects.requireNonNull(cdn).deliveries().ports())
          .containsOnlyKeys(Location.values());
      assertThat(resources.status()).allSatisfy(each -> assertThat(each.notSimulated()).isEmpty());
    }
  }

  @Test
  void aShieldWhereCloudFrontHasNoneIsRefused() {
    String elsewhere =
        TEMPLATE.replace("'OriginShieldRegion': 'eu-c", "'OriginShieldRegion': 'mx-c");

    assertThatThrownBy(() -> provision(foundation(), elsewhere))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("OriginShieldRegion is mx-central-1, where CloudFront offers no");
  }

  private Foundation foundation() {
    return new Foundation(ground, Engines.ofOneStage(folder, Durability.TEMPORARY));
  }

  private Resources provision(Foundation foundation, String template) {
    Services services = foundation.services();
    cdn =
        services.add(
            new CloudFront(ground, foundation.engines(), foundation.s3().buckets()::policy, names));
    services.add(new Route53(ground, names));
    return Provisioning.provision(services.resourceTypes(), template);
  }
}
