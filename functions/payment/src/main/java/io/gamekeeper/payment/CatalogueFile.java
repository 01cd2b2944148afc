package io.gamekeeper.payment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads {@code catalogue.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there, so that nothing is ever sold by a guess.
 */
public final class CatalogueFile {
  private static final String RESOURCE = "/catalogue.yaml";
  private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final Pattern GAME_CURRENCY = Pattern.compile("[a-z]([a-z0-9-]{0,30}[a-z0-9])?");
  private static final Pattern REAL_CURRENCY = Pattern.compile("[A-Z]{3}");

  /** Far enough from where sums overflow. */
  private static final long MAX_AMOUNT = 1_000_000_000;

  private static final int MAX_QUANTITY = 1_000;
  private static final Set<String> TOP_KEYS = Set.of("products");
  private static final Set<String> PRODUCT_KEYS =
      Set.of("sku", "prices", "gives", "limit", "sale", "maxQuantity");
  private static final Set<String> GIVES_KEYS = Set.of("wallet", "items");
  private static final Set<String> LIMIT_KEYS = Set.of("count", "per");
  private static final Set<String> SALE_KEYS = Set.of("from", "until");

  private CatalogueFile() {}

  /** The catalogue of the file that is packaged with the functions. */
  public static Catalogue packaged() {
    try (InputStream file = CatalogueFile.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException(RESOURCE + " is not in the zip");
      }
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The catalogue that this text declares.
   *
   * @throws IllegalArgumentException if it declares it wrongly; the message says where and what is
   *     allowed
   */
  public static Catalogue parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object root;
    try {
      root = new Yaml(new SafeConstructor(options)).load(text);
    } catch (YAMLException e) {
      throw new IllegalArgumentException("catalogue.yaml: " + e.getMessage(), e);
    }
    Map<String, ?> top = map("the file", root, TOP_KEYS);
    if (!(top.get("products") instanceof List<?> list) || list.isEmpty()) {
      throw mistake("products", "must be a list of at least one product");
    }
    List<Product> products = new ArrayList<>();
    Set<String> skus = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      Product product = product("products[" + i + "]", list.get(i));
      if (!skus.add(product.sku())) {
        throw mistake("products[" + i + "].sku", "'" + product.sku() + "' is declared twice");
      }
      products.add(product);
    }
    return new Catalogue(products);
  }

  private static Product product(String at, @Nullable Object value) {
    Map<String, ?> map = map(at, value, PRODUCT_KEYS);
    String sku = string(at + ".sku", map.get("sku"));
    if (!ID.matcher(sku).matches()) {
      throw mistake(
          at + ".sku", "must be 1 to 40 of a-z, 0-9 and inner hyphens, not '" + sku + "'");
    }
    Map<Store, List<Price>> prices = prices(at + ".prices", map.get("prices"));
    Goods goods = goods(at + ".gives", map.get("gives"));
    List<Price> fromWallet = prices.getOrDefault(Store.WALLET, List.of());
    for (Credit credit : goods.wallet()) {
      if (fromWallet.stream().anyMatch(price -> price.currency().equals(credit.currency()))) {
        throw mistake(
            at + ".gives.wallet", "must not give the currency that pays: " + credit.currency());
      }
    }
    return new Product(
        sku,
        prices,
        goods,
        Optional.ofNullable(map.get("limit")).map(limit -> limit(at + ".limit", limit)),
        map.containsKey("sale") ? sale(at + ".sale", map.get("sale")) : SaleWindow.ALWAYS,
        (int) integer(at + ".maxQuantity", map.get("maxQuantity"), 1, MAX_QUANTITY));
  }

  private static Map<Store, List<Price>> prices(String at, @Nullable Object value) {
    Map<Store, List<Price>> prices = new EnumMap<>(Store.class);
    for (Map.Entry<String, ?> entry : map(at, value).entrySet()) {
      Store store =
          Store.of(entry.getKey())
              .orElseThrow(
                  () ->
                      mistake(
                          at,
                          "has the unknown store '"
                              + entry.getKey()
                              + "'; known are wallet, apple, google"));
      prices.put(store, prices(at + "." + store.id(), store, entry.getValue()));
    }
    if (prices.isEmpty()) {
      throw mistake(at, "must name at least one of wallet, apple, google");
    }
    return prices;
  }

  private static List<Price> prices(String at, Store store, @Nullable Object value) {
    boolean isWallet = store == Store.WALLET;
    List<Price> prices = new ArrayList<>();
    for (Map.Entry<String, ?> entry : map(at, value).entrySet()) {
      String key = at + "." + entry.getKey();
      if (!(isWallet ? GAME_CURRENCY : REAL_CURRENCY).matcher(entry.getKey()).matches()) {
        throw mistake(
            key,
            isWallet
                ? "must be a currency of the game: a-z, 0-9, inner hyphens"
                : "must be a currency of three capital letters, such as EUR");
      }
      if (!(entry.getValue() instanceof List<?> amounts) || amounts.isEmpty()) {
        throw mistake(key, "must be a list of at least one price");
      }
      for (Object amount : amounts) {
        prices.add(new Price(entry.getKey(), integer(key, amount, 1, MAX_AMOUNT)));
      }
    }
    if (prices.isEmpty() || (isWallet && prices.size() > 1)) {
      throw mistake(
          at, isWallet ? "must have exactly one price" : "must have a price in some currency");
    }
    return List.copyOf(prices);
  }

  private static Goods goods(String at, @Nullable Object value) {
    Map<String, ?> map = map(at, value, GIVES_KEYS);
    Goods goods =
        new Goods(
            amounts(at + ".wallet", map.get("wallet"), GAME_CURRENCY).entrySet().stream()
                .map(e -> new Credit(e.getKey(), e.getValue()))
                .toList(),
            amounts(at + ".items", map.get("items"), ID).entrySet().stream()
                .map(e -> new ItemLine(e.getKey(), e.getValue()))
                .toList());
    if (goods.wallet().isEmpty() && goods.items().isEmpty()) {
      throw mistake(at, "must give something: wallet, items or both");
    }
    return goods;
  }

  private static Map<String, Long> amounts(String at, @Nullable Object value, Pattern ids) {
    Map<String, Long> amounts = new LinkedHashMap<>();
    if (value != null) {
      for (Map.Entry<String, ?> entry : map(at, value).entrySet()) {
        String key = at + "." + entry.getKey();
        if (!ids.matcher(entry.getKey()).matches()) {
          throw mistake(key, "must be of a-z, 0-9 and inner hyphens");
        }
        amounts.put(entry.getKey(), integer(key, entry.getValue(), 1, MAX_AMOUNT));
      }
    }
    return amounts;
  }

  private static Limit limit(String at, Object value) {
    Map<String, ?> map = map(at, value, LIMIT_KEYS);
    String per = string(at + ".per", map.get("per"));
    return new Limit(
        (int) integer(at + ".count", map.get("count"), 1, Integer.MAX_VALUE),
        switch (per) {
          case "lifetime" -> Limit.Period.LIFETIME;
          case "day" -> Limit.Period.DAY;
          default -> throw mistake(at + ".per", "must be one of lifetime, day, not '" + per + "'");
        });
  }

  private static SaleWindow sale(String at, @Nullable Object value) {
    Map<String, ?> map = map(at, value, SALE_KEYS);
    Optional<Instant> from = instant(at + ".from", map.get("from"));
    Optional<Instant> until = instant(at + ".until", map.get("until"));
    if (from.isEmpty() && until.isEmpty()) {
      throw mistake(at, "must have from, until or both");
    }
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw mistake(at + ".until", "must be after from (" + from.get() + ")");
    }
    return new SaleWindow(from, until);
  }

  private static Optional<Instant> instant(String at, @Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeParseException e) {
        throw mistake(
            at, "must be an instant such as \"2026-12-01T00:00:00Z\", not '" + text + "'");
      }
    }
    throw mistake(at, "must be a quoted instant such as \"2026-12-01T00:00:00Z\"");
  }

  private static String string(String at, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw mistake(at, "is required and must be a text, " + found(value));
  }

  private static long integer(String at, @Nullable Object value, long least, long most) {
    long number =
        switch (value) {
          case Integer i -> i;
          case Long l -> l;
          case null, default ->
              throw mistake(at, "is required and must be an integer, " + found(value));
        };
    if (number < least || number > most) {
      throw mistake(at, "must be " + least + " to " + most + ", not " + number);
    }
    return number;
  }

  private static String found(@Nullable Object value) {
    return value == null ? "but is missing" : "not '" + value + "'";
  }

  private static Map<String, ?> map(String at, @Nullable Object value, Set<String> known) {
    Map<String, ?> map = map(at, value);
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw mistake(
            at, "has the unknown key '" + key + "'; known are " + known.stream().sorted().toList());
      }
    }
    return map;
  }

  private static Map<String, ?> map(String at, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw mistake(at, "is required and must be a mapping");
    }
    Map<String, Object> texts = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key) || entry.getValue() == null) {
        throw mistake(at, "has the key '" + entry.getKey() + "', which is no text or has no value");
      }
      texts.put(key, entry.getValue());
    }
    return texts;
  }

  private static IllegalArgumentException mistake(String key, String problem) {
    return new IllegalArgumentException("catalogue.yaml: " + key + " " + problem);
  }
}
