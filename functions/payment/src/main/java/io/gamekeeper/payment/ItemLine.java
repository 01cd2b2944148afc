package io.gamekeeper.payment;

/** So many of an item. */
public record ItemLine(String sku, long quantity) {}
