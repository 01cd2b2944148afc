package io.gamekeeper.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings by which the payment functions reach the stores.
 *
 * @param credentials ARN of the secret with the stores' keys, see {@link StoreCredentials}
 * @param providerSwitch name of the parameter that says which provider each store is asked through,
 *     see {@link ProviderSwitch}
 * @param onceTable DynamoDB table that keeps two invocations from making one call twice
 * @param appleBundleId the app's bundle id
 * @param appleAppId the app's numeric id in the App Store
 * @param appleEnvironment the environment whose receipts count, {@code Production} or {@code
 *     Sandbox}. In {@code Production}, receipts of the other are test purchases; in {@code Sandbox}
 *     they are refused
 * @param googlePackage the app's package name
 * @param googleAudience the audience that Google's notifications must name
 * @param googleTestPurchases whether purchases of licence testers count like others
 * @param testers players who may make as many test purchases as they like where players pay: these
 *     cost no money, are marked, and are no revenue
 * @param testPurchasesPerDay how many test purchases all others may make there a day together
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
    boolean googleTestPurchases,
    List<String> testers,
    int testPurchasesPerDay) {
  public static final String CREDENTIALS = "STORE_CREDENTIALS";
  public static final String PROVIDER_SWITCH = "PROVIDER_SWITCH";
  public static final String ONCE_TABLE = "ONCE_TABLE";
  public static final String APPLE_BUNDLE_ID = "APPLE_BUNDLE_ID";
  public static final String APPLE_APP_ID = "APPLE_APP_ID";
  public static final String APPLE_ENVIRONMENT = "APPLE_ENVIRONMENT";
  public static final String GOOGLE_PACKAGE = "GOOGLE_PACKAGE";
  public static final String GOOGLE_AUDIENCE = "GOOGLE_AUDIENCE";
  public static final String GOOGLE_TEST_PURCHASES = "GOOGLE_TEST_PURCHASES";

  /** The testers' ids; absent if there are none, because a variable cannot be empty. */
  public static final String TESTERS = "TESTERS";

  public static final String TEST_PURCHASES_PER_DAY = "TEST_PURCHASES_PER_DAY";

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
        Boolean.parseBoolean(Environment.required(environment, GOOGLE_TEST_PURCHASES)),
        environment.containsKey(TESTERS)
            ? List.of(Environment.required(environment, TESTERS).split(",", -1))
            : List.of(),
        Environment.requiredInt(environment, TEST_PURCHASES_PER_DAY));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    Map<String, String> map = new HashMap<>();
    map.put(CREDENTIALS, credentials);
    map.put(PROVIDER_SWITCH, providerSwitch);
    map.put(ONCE_TABLE, onceTable);
    map.put(APPLE_BUNDLE_ID, appleBundleId);
    map.put(APPLE_APP_ID, Long.toString(appleAppId));
    map.put(APPLE_ENVIRONMENT, appleEnvironment);
    map.put(GOOGLE_PACKAGE, googlePackage);
    map.put(GOOGLE_AUDIENCE, googleAudience);
    map.put(GOOGLE_TEST_PURCHASES, Boolean.toString(googleTestPurchases));
    map.put(TEST_PURCHASES_PER_DAY, Integer.toString(testPurchasesPerDay));
    if (!testers.isEmpty()) {
      map.put(TESTERS, String.join(",", testers));
    }
    return Map.copyOf(map);
  }
}
