package io.gamekeeper.payment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue of everything that is sold. */
public final class Catalogue {
  private final Map<String, Product> products = new LinkedHashMap<>();

  /** Creates a catalogue of these products, whose skus differ. */
  public Catalogue(List<Product> products) {
    for (Product product : products) {
      this.products.put(product.sku(), product);
    }
  }

  /** Returns the product of a sku; empty if there is none. */
  public Optional<Product> find(String sku) {
    return Optional.ofNullable(products.get(sku));
  }

  /** Returns what a refund of a sku takes back, even if the sku is no longer sold. */
  public RefundRule refundRule(String sku) {
    return find(sku).map(Product::refund).orElse(RefundRule.DEFAULT);
  }

  /** Returns all products, in the file's order. */
  public List<Product> all() {
    return List.copyOf(products.values());
  }
}
