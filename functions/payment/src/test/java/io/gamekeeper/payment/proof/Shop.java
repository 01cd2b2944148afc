package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.Catalogue;
import io.gamekeeper.payment.CatalogueFile;
import java.util.Map;

/** What the schedules buy, once as the catalogue and once as these proofs' own knowledge of it. */
final class Shop {
  /** 100 gems for real money. */
  static final String GEMS = "gems";

  /** 250 gems, a sword and 5 potions for real money; 2 for each player are sold for sure. */
  static final String BUNDLE = "bundle";

  /** A sword for 50 gems. */
  static final String SWORD = "sword";

  /** 500 gold and 2 potions for 20 gems; 3 a day. */
  static final String CHEST = "chest";

  static final int CHESTS_A_DAY = 3;

  static final Catalogue CATALOGUE =
      CatalogueFile.parse(
          """
          products:
            - sku: gems
              prices: {apple: {EUR: [119]}, google: {EUR: [119]}}
              gives: {wallet: {gems: 100}}
              maxQuantity: 1
            - sku: bundle
              prices: {apple: {EUR: [299]}, google: {EUR: [299]}}
              gives: {wallet: {gems: 250}, items: {sword: 1, potion: 5}}
              limit: {count: 2, per: lifetime}
              maxQuantity: 1
            - sku: sword
              prices: {wallet: {gems: [50]}}
              gives: {items: {sword: 1}}
              maxQuantity: 10
            - sku: chest
              prices: {wallet: {gems: [20]}}
              gives: {wallet: {gold: 500}, items: {potion: 2}}
              limit: {count: 3, per: day}
              maxQuantity: 3
          """);

  private static final Map<String, Map<String, Long>> CHANGES =
      Map.of(
          GEMS, Map.of("wallet:gems", 100L),
          BUNDLE, Map.of("wallet:gems", 250L, "item:sword", 1L, "item:potion", 5L),
          SWORD, Map.of("wallet:gems", -50L, "item:sword", 1L),
          CHEST, Map.of("wallet:gems", -20L, "wallet:gold", 500L, "item:potion", 2L));

  private Shop() {}

  /** Returns how one of a sku changes what its buyer holds. */
  static Map<String, Long> changes(String sku) {
    return CHANGES.getOrDefault(sku, Map.of());
  }
}
