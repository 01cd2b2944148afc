package io.gamekeeper.payment;

/**
 * A contradiction in the database.
 *
 * @param table where it is
 * @param key of the row, or of the rows that add up
 * @param rule what must hold
 * @param expected the figure that must be there
 * @param found the figure that is there
 */
public record Violation(String table, String key, String rule, String expected, String found) {}
