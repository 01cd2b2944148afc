package io.gamekeeper.payment;

import io.gamekeeper.platform.yaml.YamlValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code catalogue.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there; nothing is guessed.
 */
public final class CatalogueFile {
  private static final String NAME = "catalogue.yaml";
  private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final Pattern GAME_CURRENCY = Pattern.compile("[a-z]([a-z0-9-]{0,30}[a-z0-9])?");
  private static final Pattern REAL_CURRENCY = Pattern.compile("[A-Z]{3}");

  /** The largest amount, far from where sums overflow. */
  private static final long MAX_AMOUNT = 1_000_000_000;

  private static final int MAX_QUANTITY = 1_000;
  private static final Set<String> TOP_KEYS = Set.of("products");
  private static final Set<String> PRODUCT_KEYS =
      Set.of("sku", "prices", "gives", "limit", "sale", "maxQuantity", "refund");
  private static final Set<String> GIVES_KEYS = Set.of("wallet", "items");
  private static final Set<String> LIMIT_KEYS = Set.of("count", "per");
  private static final Set<String> SALE_KEYS = Set.of("from", "until");
  private static final Set<String> REFUND_KEYS = Set.of("partial", "spent");

  private CatalogueFile() {}

  /** Returns the catalogue of the file that is packaged with the functions. */
  public static Catalogue packaged() {
    return catalogue(YamlValue.packaged(CatalogueFile.class, NAME));
  }

  /**
   * Returns the catalogue that this text declares.
   *
   * @throws IllegalArgumentException if it declares it wrongly; the message says where and what is
   *     allowed
   */
  public static Catalogue parse(String text) {
    return catalogue(YamlValue.parse(NAME, text));
  }

  private static Catalogue catalogue(YamlValue file) {
    List<Product> products = new ArrayList<>();
    Set<String> skus = new HashSet<>();
    for (YamlValue item : file.mapping(TOP_KEYS).get("products").items("product")) {
      Product product = product(item.mapping(PRODUCT_KEYS));
      if (!skus.add(product.sku())) {
        throw item.get("sku").mistake("'" + product.sku() + "' is declared twice");
      }
      products.add(product);
    }
    return new Catalogue(products);
  }

  private static Product product(YamlValue product) {
    String sku = product.get("sku").text(ID, "1 to 40 of a-z, 0-9 and inner hyphens");
    Map<Store, List<Price>> prices = prices(product.get("prices"));
    YamlValue gives = product.get("gives");
    Goods goods = goods(gives);
    List<Price> fromWallet = prices.getOrDefault(Store.WALLET, List.of());
    for (Credit credit : goods.wallet()) {
      if (fromWallet.stream().anyMatch(price -> price.currency().equals(credit.currency()))) {
        throw gives
            .get("wallet")
            .mistake("must not give the currency that pays: " + credit.currency());
      }
    }
    YamlValue limit = product.get("limit");
    YamlValue sale = product.get("sale");
    YamlValue refund = product.get("refund");
    return new Product(
        sku,
        prices,
        goods,
        limit.isPresent() ? Optional.of(limit(limit)) : Optional.empty(),
        sale.isPresent() ? sale(sale) : SaleWindow.ALWAYS,
        (int) product.get("maxQuantity").integer(1, MAX_QUANTITY),
        refund.isPresent() ? refund(refund) : RefundRule.DEFAULT);
  }

  private static Map<Store, List<Price>> prices(YamlValue value) {
    Map<Store, List<Price>> prices = new EnumMap<>(Store.class);
    value
        .entries()
        .forEach(
            (id, amounts) -> {
              Store store =
                  Store.of(id)
                      .orElseThrow(
                          () ->
                              value.mistake(
                                  "has the unknown store '"
                                      + id
                                      + "'; the known ones are wallet, apple, google"));
              prices.put(store, prices(store, amounts));
            });
    if (prices.isEmpty()) {
      throw value.mistake("must name at least one of wallet, apple, google");
    }
    return prices;
  }

  private static List<Price> prices(Store store, YamlValue value) {
    boolean isWallet = store == Store.WALLET;
    List<Price> prices = new ArrayList<>();
    value
        .entries()
        .forEach(
            (currency, amounts) -> {
              if (!(isWallet ? GAME_CURRENCY : REAL_CURRENCY).matcher(currency).matches()) {
                throw amounts.mistake(
                    isWallet
                        ? "must be a currency of the game: a-z, 0-9, inner hyphens"
                        : "must be a currency of three capital letters, such as EUR");
              }
              for (long amount : amounts.integers("price", 1, MAX_AMOUNT)) {
                prices.add(new Price(currency, amount));
              }
            });
    if (prices.isEmpty() || (isWallet && prices.size() > 1)) {
      throw value.mistake(
          isWallet ? "must have exactly one price" : "must have a price in some currency");
    }
    return List.copyOf(prices);
  }

  private static Goods goods(YamlValue value) {
    value.mapping(GIVES_KEYS);
    Goods goods =
        new Goods(
            amounts(value.get("wallet"), GAME_CURRENCY).entrySet().stream()
                .map(e -> new Credit(e.getKey(), e.getValue()))
                .toList(),
            amounts(value.get("items"), ID).entrySet().stream()
                .map(e -> new ItemLine(e.getKey(), e.getValue()))
                .toList());
    if (goods.wallet().isEmpty() && goods.items().isEmpty()) {
      throw value.mistake("must give something: wallet, items or both");
    }
    return goods;
  }

  private static Map<String, Long> amounts(YamlValue value, Pattern ids) {
    Map<String, Long> amounts = new LinkedHashMap<>();
    if (value.isPresent()) {
      value
          .entries()
          .forEach(
              (id, amount) -> {
                if (!ids.matcher(id).matches()) {
                  throw amount.mistake("must be of a-z, 0-9 and inner hyphens");
                }
                amounts.put(id, amount.integer(1, MAX_AMOUNT));
              });
    }
    return amounts;
  }

  private static Limit limit(YamlValue value) {
    value.mapping(LIMIT_KEYS);
    Limit.Period per = value.get("per").choice(Limit.Period.class);
    return new Limit((int) value.get("count").integer(1, Integer.MAX_VALUE), per);
  }

  private static SaleWindow sale(YamlValue value) {
    value.mapping(SALE_KEYS);
    Optional<Instant> from = instant(value.get("from"));
    Optional<Instant> until = instant(value.get("until"));
    if (from.isEmpty() && until.isEmpty()) {
      throw value.mistake("must have from, until or both");
    }
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw value.get("until").mistake("must be after from (" + from.get() + ")");
    }
    return new SaleWindow(from, until);
  }

  private static RefundRule refund(YamlValue value) {
    value.mapping(REFUND_KEYS);
    YamlValue partial = value.get("partial");
    YamlValue spent = value.get("spent");
    return new RefundRule(
        partial.isPresent()
            ? partial.choice(RefundRule.Partial.class)
            : RefundRule.DEFAULT.partial(),
        spent.isPresent() ? spent.choice(RefundRule.Spent.class) : RefundRule.DEFAULT.spent());
  }

  private static Optional<Instant> instant(YamlValue value) {
    return value.isPresent() ? Optional.of(value.instant()) : Optional.empty();
  }
}
