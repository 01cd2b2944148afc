package io.gamekeeper.infra.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The app as the stores know it. The keys to the stores are not settings: a secret holds them.
 *
 * @param appleBundleId the app's bundle id
 * @param appleAppId the app's numeric id in the App Store
 * @param appleEnvironment {@code Production} or {@code Sandbox}
 * @param googlePackage the app's package name
 * @param googleAudience whom Google's notifications must be addressed to
 * @param googleTestPurchases whether purchases of licence testers count like others
 * @param testers players who may make as many test purchases as they like where players pay
 * @param testPurchasesPerDay how many all others may make there a day together
 */
public record StoresConfig(
    String appleBundleId,
    long appleAppId,
    String appleEnvironment,
    String googlePackage,
    String googleAudience,
    boolean googleTestPurchases,
    List<String> testers,
    int testPurchasesPerDay) {
  private static final Pattern PLAYER = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final int MOST_TESTERS = 20;
  private static final int MOST_TESTS = 1000;
  private static final Pattern APP =
      Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z][A-Za-z0-9_-]*)+");
  private static final Pattern ENVIRONMENT = Pattern.compile("Production|Sandbox");

  static StoresConfig read(StageName stage, ConfigObject stores) {
    StoresConfig read =
        new StoresConfig(
            stores.text("appleBundleId", APP, "a bundle id such as com.example.game"),
            stores.wholeNumber("appleAppId", 1, 99_999_999_999L),
            stores.text("appleEnvironment", ENVIRONMENT, "Production or Sandbox"),
            stores.text("googlePackage", APP, "a package name such as com.example.game"),
            stores.text("googleAudience", TokensConfig.HTTPS, "an https:// address"),
            stores.flag("googleTestPurchases"),
            stores.distinctTexts("testers", 0, MOST_TESTERS, PLAYER, "ids of players"),
            stores.integer("testPurchasesPerDay", 0, MOST_TESTS));
    stores.check(
        stage != StageName.PROD
            || (!read.googleTestPurchases() && !read.appleEnvironment().equals("Sandbox")),
        "purchases that nobody paid for count in prod; allowed: appleEnvironment Production"
            + " and googleTestPurchases false");
    return read;
  }
}
