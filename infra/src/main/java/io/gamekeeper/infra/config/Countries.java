package io.gamekeeper.infra.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The countries that players may come from, by where an address is registered. */
public sealed interface Countries {
  /** ISO 3166-1 alpha-2. */
  Pattern CODE = Pattern.compile("[A-Z]{2}");

  /** The most that AWS WAF takes in one statement. */
  int MOST = 50;

  /** From anywhere. */
  record Any() implements Countries {}

  /** From these countries only. */
  record Only(List<String> codes) implements Countries {
    public Only {
      codes = List.copyOf(codes);
    }
  }

  /** From anywhere but these countries. */
  record AllBut(List<String> codes) implements Countries {
    public AllBut {
      codes = List.copyOf(codes);
    }
  }

  /** Reads {@code {"allow": […]}} or {@code {"deny": […]}}. */
  static Countries read(ConfigObject countries) {
    Optional<List<String>> allow = codes(countries, "allow");
    Optional<List<String>> deny = codes(countries, "deny");
    countries.check(
        allow.isPresent() != deny.isPresent(), "allowed: either allow or deny, not both");
    return allow.<Countries>map(Only::new).orElseGet(() -> new AllBut(deny.orElseGet(List::of)));
  }

  private static Optional<List<String>> codes(ConfigObject countries, String key) {
    return countries.optionalDistinctTexts(
        key, 1, MOST, CODE, "two-letter country codes in upper case such as DE");
  }
}
