package io.gamekeeper.contract;

/**
 * The members of the JSON document in the secret with the stores' keys. A person fills it in once
 * after the first deployment; the local stage fills in those of its fake stores.
 */
public final class StoreCredentials {
  /** Object with Apple's members. */
  public static final String APPLE = "apple";

  /** Issuer id of the key from App Store Connect. */
  public static final String APPLE_ISSUER_ID = "issuerId";

  public static final String APPLE_KEY_ID = "keyId";

  /** The key itself: PEM, PKCS 8, EC P-256. */
  public static final String APPLE_PRIVATE_KEY = "privateKey";

  /** Array of Apple's root certificates, each DER in Base64. */
  public static final String APPLE_ROOT_CERTIFICATES = "rootCertificates";

  /** Object with Google's members. */
  public static final String GOOGLE = "google";

  /** The service account's key file, as an object. */
  public static final String GOOGLE_SERVICE_ACCOUNT = "serviceAccount";

  /** The app's licence key from the Play Console: RSA public key, DER in Base64. */
  public static final String GOOGLE_LICENCE_KEY = "licenceKey";

  /** Service account whose tokens Google's notifications carry. */
  public static final String GOOGLE_NOTIFIER = "notifier";

  private StoreCredentials() {}
}
