package io.gamekeeper.contract;

import java.util.Map;

/**
 * What the payment functions know of the stores.
 *
 * @param credentials ARN of the secret with the stores' keys, see {@link StoreCredentials}
 * @param providerSwitch name of the parameter that says which provider each store is asked through,
 *     see {@link ProviderSwitch}
 * @param onceTable DynamoDB table that keeps two invocations from making one call twice
 * @param appleBundleId the app's bundle id
 * @param appleAppId the app's numeric id in the App Store
 * @param appleEnvironment {@code Production} or {@code Sandbox}: receipts of the other are refused
 * @param googlePackage the app's package name
 * @param googleAudience whom Google's notifications must be addressed to
 * @param googleTestPurchases whether purchases of licence testers count
 */
public record StoreEnvironment(
    String credentials,
    String providerSwitch,
    String onceTable,
    String appleBundleId,
    long appleAppId,
    String appleEnvironment,
    String googlePackage,
    String googleAudience,
    boolean googleTestPurchases) {
  public static final String CREDENTIALS = "STORE_CREDENTIALS";
  public static final String PROVIDER_SWITCH = "PROVIDER_SWITCH";
  public static final String ONCE_TABLE = "ONCE_TABLE";
  public static final String APPLE_BUNDLE_ID = "APPLE_BUNDLE_ID";
  public static final String APPLE_APP_ID = "APPLE_APP_ID";
  public static final String APPLE_ENVIRONMENT = "APPLE_ENVIRONMENT";
  public static final String GOOGLE_PACKAGE = "GOOGLE_PACKAGE";
  public static final String GOOGLE_AUDIENCE = "GOOGLE_AUDIENCE";
  public static final String GOOGLE_TEST_PURCHASES = "GOOGLE_TEST_PURCHASES";

  /** Reads the record back from a function's environment. */
  public static StoreEnvironment from(Map<String, String> environment) {
    return new StoreEnvironment(
        Environment.required(environment, CREDENTIALS),
        Environment.required(environment, PROVIDER_SWITCH),
        Environment.required(environment, ONCE_TABLE),
        Environment.required(environment, APPLE_BUNDLE_ID),
        Environment.requiredLong(environment, APPLE_APP_ID),
        Environment.required(environment, APPLE_ENVIRONMENT),
        Environment.required(environment, GOOGLE_PACKAGE),
        Environment.required(environment, GOOGLE_AUDIENCE),
        Boolean.parseBoolean(Environment.required(environment, GOOGLE_TEST_PURCHASES)));
  }

  /** The environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(
        CREDENTIALS, credentials,
        PROVIDER_SWITCH, providerSwitch,
        ONCE_TABLE, onceTable,
        APPLE_BUNDLE_ID, appleBundleId,
        APPLE_APP_ID, Long.toString(appleAppId),
        APPLE_ENVIRONMENT, appleEnvironment,
        GOOGLE_PACKAGE, googlePackage,
        GOOGLE_AUDIENCE, googleAudience,
        GOOGLE_TEST_PURCHASES, Boolean.toString(googleTestPurchases));
  }
}
