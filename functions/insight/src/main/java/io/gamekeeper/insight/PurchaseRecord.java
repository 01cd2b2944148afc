package io.gamekeeper.insight;

/**
 * What is counted of a purchase by now.
 *
 * @param version the newest that was counted
 * @param netMinorUnits how much of it
 */
public record PurchaseRecord(int version, long netMinorUnits) {}
