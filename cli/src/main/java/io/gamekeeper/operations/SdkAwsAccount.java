package io.gamekeeper.operations;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** The account that AWS's default chain finds: environment, profile, single sign-on, instance. */
public final class SdkAwsAccount implements AwsAccount {
  private final DefaultCredentialsProvider credentials;
  private final Region region;
  private final SdkHttpClient http;
  private final SsmClient ssm;
  private final StsClient sts;

  private SdkAwsAccount(DefaultCredentialsProvider credentials, Region region) {
    this.credentials = credentials;
    this.region = region;
    http = UrlConnectionHttpClient.create();
    ssm =
        SsmClient.builder()
            .httpClient(http)
            .region(region)
            .credentialsProvider(credentials)
            .build();
    sts =
        StsClient.builder()
            .httpClient(http)
            .region(region)
            .credentialsProvider(credentials)
            .build();
  }

  /**
   * Returns the account.
   *
   * @param profile of the AWS configuration; null for the default chain
   * @param region null for that of the chain
   * @throws OperationsException if no region is configured
   */
  public static AwsAccount find(@Nullable String profile, @Nullable String region) {
    DefaultCredentialsProvider credentials =
        DefaultCredentialsProvider.builder().profileName(profile).build();
    return new SdkAwsAccount(
        credentials, region == null ? configuredRegion(profile) : Region.of(region));
  }

  private static Region configuredRegion(@Nullable String profile) {
    try {
      return DefaultAwsRegionProviderChain.builder().profileName(profile).build().getRegion();
    } catch (SdkClientException e) {
      throw new OperationsException("no AWS region is configured: choose one with --region", e);
    }
  }

  @Override
  public String region() {
    return region.id();
  }

  @Override
  public Map<String, String> parameters(String folder) {
    return asked(
        "read the parameters below " + folder,
        () -> {
          Map<String, String> values = new LinkedHashMap<>();
          ssm.getParametersByPathPaginator(request -> request.path(folder)).stream()
              .flatMap(page -> page.parameters().stream())
              .forEach(parameter -> values.put(parameter.name(), parameter.value()));
          return values;
        });
  }

  /** Takes the credentials as they are if they are the role's, as they are in its own pipeline. */
  @Override
  public Credentials assume(String role) {
    GetCallerIdentityResponse caller =
        asked("ask who is signed in", () -> sts.getCallerIdentity(request -> {}));
    Caller who = new Caller(caller.arn());
    if (who.isSessionOf(role)
        && credentials.resolveCredentials() instanceof AwsSessionCredentials own) {
      return of(own);
    }
    String arn = "arn:%s:iam::%s:role/%s".formatted(who.partition(), caller.account(), role);
    return asked(
        "assume the role " + role + " as " + caller.arn(),
        () -> {
          var session =
              sts.assumeRole(request -> request.roleArn(arn).roleSessionName(who.session()))
                  .credentials();
          return new Credentials(
              session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
        });
  }

  private static Credentials of(AwsSessionCredentials own) {
    return new Credentials(own.accessKeyId(), own.secretAccessKey(), own.sessionToken());
  }

  @Override
  public Answer send(String method, URI address, Map<String, String> headers, @Nullable String body)
      throws IOException {
    return Wire.send(method, address, headers, body);
  }

  /** Runs a call of AWS; what goes wrong becomes one line. */
  private static <T> T asked(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      throw AwsRefusal.of(what, e);
    } catch (SdkClientException e) {
      throw AwsRefusal.of(what, e);
    }
  }

  @Override
  public void close() {
    ssm.close();
    sts.close();
    credentials.close();
    http.close();
  }
}
