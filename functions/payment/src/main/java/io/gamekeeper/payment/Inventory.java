package io.gamekeeper.payment;

import java.util.List;

/** What a player owns and owes, in the order of the names, without what is used up. */
public record Inventory(List<WalletLine> wallet, List<InventoryLine> items) {}
