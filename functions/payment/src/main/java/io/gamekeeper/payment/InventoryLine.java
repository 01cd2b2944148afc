package io.gamekeeper.payment;

/**
 * What a player has of an item.
 *
 * @param owed what was refunded after it was spent
 */
public record InventoryLine(String sku, long quantity, long owed) {}
