package io.gamekeeper.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CatalogueFileTest {
  private static final String GOOD =
      """
      products:
        - sku: pack
          prices:
            apple: {EUR: [299, 199]}
            wallet: {gold: [7]}
          gives:
            wallet: {gems: 250}
            items: {sword: 2}
          limit: {count: 3, per: day}
          sale: {from: "2026-12-01T00:00:00Z", until: "2027-01-07T00:00:00Z"}
          refund: {partial: everything, spent: forgiven}
          maxQuantity: 4
      """;

  @Test
  void thePackagedCatalogueSellsWhatTheGameNeeds() {
    Catalogue catalogue = CatalogueFile.packaged();

    assertThat(catalogue.all())
        .extracting(Product::sku)
        .contains(
            "gems-100", "gems-500", "gems-1200", "sword", "potion", "season-pass", "starter-pack");
    assertThat(catalogue.find("season-pass").orElseThrow().limit())
        .contains(new Limit(1, Limit.Period.LIFETIME));
    assertThat(catalogue.all()).anyMatch(product -> !product.sale().equals(SaleWindow.ALWAYS));
  }

  @Test
  void readsAllProperties() {
    assertThat(CatalogueFile.parse(GOOD).find("pack"))
        .contains(
            new Product(
                "pack",
                Map.of(
                    Store.APPLE,
                    List.of(new Price("EUR", 299), new Price("EUR", 199)),
                    Store.WALLET,
                    List.of(new Price("gold", 7))),
                new Goods(List.of(new Credit("gems", 250)), List.of(new ItemLine("sword", 2))),
                Optional.of(new Limit(3, Limit.Period.DAY)),
                new SaleWindow(
                    Optional.of(Instant.parse("2026-12-01T00:00:00Z")),
                    Optional.of(Instant.parse("2027-01-07T00:00:00Z"))),
                4,
                new RefundRule(RefundRule.Partial.EVERYTHING, RefundRule.Spent.FORGIVEN)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sku: pack | sku: Pack! | products[0].sku must be 1 to 40 of a-z",
        "sku: pack | sku: 7 | products[0].sku is required and must be a text, not '7'",
        "sku: pack | colour: red | products[0] has the unknown key 'colour'; the known keys are",
        "apple: {EUR | steam: {EUR | products[0].prices has the unknown store 'steam'",
        "EUR: [299, 199] | eur: [299] | products[0].prices.apple.eur must be a currency of three capital",
        "EUR: [299, 199] | EUR: [] | products[0].prices.apple.EUR must be a list of at least one price",
        "EUR: [299, 199] | EUR: 299 | products[0].prices.apple.EUR must be a list of at least one price",
        "EUR: [299, 199] | EUR: [2.99] | products[0].prices.apple.EUR is required and must be an integer",
        "EUR: [299, 199] | EUR: [-1] | products[0].prices.apple.EUR must be 1 to",
        "gold: [7] | gold: [7, 8] | products[0].prices.wallet must have exactly one price",
        "gold: [7] | gems: [7] | products[0].gives.wallet must not give the currency that pays: gems",
        "gems: 250 | gems: 0 | products[0].gives.wallet.gems must be 1 to",
        "sword: 2 | sword: lots | products[0].gives.items.sword is required and must be an integer",
        "sword: 2 | Sword: 2 | products[0].gives.items.Sword must be of a-z",
        "per: day | per: week | products[0].limit.per must be one of lifetime, day, not 'week'",
        "count: 3 | count: 0 | products[0].limit.count must be 1 to",
        "2027-01-07 | 2026-11-07 | products[0].sale.until must be after from",
        "2027-01-07T00 | 2027-13-07T00 | products[0].sale.until must be an instant",
        "\"2027-01-07T00:00:00Z\" | 2027-01-07T00:00:00Z | products[0].sale.until must be a quoted instant",
        "wallet: {gems: 250} | wallet: | products[0].gives has the key 'wallet', which is not a text or has no value",
        "partial: everything | partial: half | products[0].refund.partial must be one of proportional",
        "spent: forgiven | kept: yes | products[0].refund has the unknown key 'kept'",
        "maxQuantity: 4 | maxQuantity: 0 | products[0].maxQuantity must be 1 to 1000",
        "maxQuantity: 4 | limit: {count: 1, per: day} | duplicate key limit",
        "products: | goods: | the file has the unknown key 'goods'",
      })
  void saysWhichKeyIsWrongAndWhatIsAllowed(String good, String bad, String message) {
    String text = GOOD.replace(good, bad);
    assertThat(text).isNotEqualTo(GOOD);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CatalogueFile.parse(text))
        .withMessageContaining(message);
  }

  @Test
  void refusesASkuThatIsDeclaredTwice() {
    String twice = GOOD + GOOD.substring(GOOD.indexOf('\n') + 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CatalogueFile.parse(twice))
        .withMessageContaining("products[1].sku 'pack' is declared twice");
  }
}
