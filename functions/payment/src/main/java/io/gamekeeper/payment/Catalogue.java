package io.gamekeeper.payment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is sold. */
public final class Catalogue {
  private final Map<String, Product> products = new LinkedHashMap<>();

  /** A catalogue of these products, whose skus differ. */
  public Catalogue(List<Product> products) {
    for (Product product : products) {
      this.products.put(product.sku(), product);
    }
  }

  /** The product of a sku; empty if there is none. */
  public Optional<Product> find(String sku) {
    return Optional.ofNullable(products.get(sku));
  }

  /** What a refund of a sku takes back, also of one that is not sold any more. */
  public RefundRule refundRule(String sku) {
    return find(sku).map(Product::refund).orElse(RefundRule.DEFAULT);
  }

  /** All products, in the file's order. */
  public List<Product> all() {
    return List.copyOf(products.values());
  }
}
