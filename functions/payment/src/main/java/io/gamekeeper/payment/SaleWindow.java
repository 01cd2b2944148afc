package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * The time in which a sku is sold.
 *
 * @param from the first instant; always, if there is none
 * @param until the first instant after the sale; never ends, if there is none
 */
public record SaleWindow(Optional<Instant> from, Optional<Instant> until) {
  static final SaleWindow ALWAYS = new SaleWindow(Optional.empty(), Optional.empty());

  boolean contains(Instant at) {
    return from.map(start -> !at.isBefore(start)).orElse(true)
        && until.map(at::isBefore).orElse(true);
  }
}
