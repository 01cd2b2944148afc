package io.gamekeeper.payment;

import java.util.Optional;

/**
 * A purchase as the ledger has it.
 *
 * @param refusal why it was refused, in that state
 * @param grant what it gave; empty while {@link PurchaseState#wasGranted} is false
 */
public record RecordedPurchase(
    Attempt attempt, PurchaseState state, Optional<Refusal> refusal, Optional<Grant> grant) {}
