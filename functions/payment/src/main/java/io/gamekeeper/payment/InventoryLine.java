package io.gamekeeper.payment;

/**
 * What a player has of an item.
 *
 * @param owed what was refunded when it was not there any more
 */
public record InventoryLine(String sku, long quantity, long owed) {}
