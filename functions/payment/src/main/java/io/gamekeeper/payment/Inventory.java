package io.gamekeeper.payment;

import java.util.List;

/** What a player owns, in the order of the names; what is used up is left out. */
public record Inventory(List<WalletLine> wallet, List<ItemLine> items) {}
