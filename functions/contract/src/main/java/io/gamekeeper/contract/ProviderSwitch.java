package io.gamekeeper.contract;

/**
 * The parameter that says how each store is asked about a receipt: a JSON object from the store
 * ({@code apple}, {@code google}) to {@link #PRIMARY} or {@link #BACKUP}. On-call and remediation
 * change it; functions follow within 30 s.
 */
public final class ProviderSwitch {
  /** The store's own server interface. */
  public static final String PRIMARY = "primary";

  /** The store's signature on the receipt, checked without asking the store. */
  public static final String BACKUP = "backup";

  /** The parameter's value when it is created. */
  public static final String INITIAL = "{\"apple\":\"primary\",\"google\":\"primary\"}";

  private ProviderSwitch() {}
}
