/**
 * Proofs that no money is lost or doubled, whatever fails whenever. {@link
 * io.gamekeeper.payment.proof.Effects} numbers what a server does outside itself and makes it fail
 * there; {@link io.gamekeeper.payment.proof.Game} knows what must be true in the end, by its own
 * books and its own reading of the tables; the tests differ in the schedules they run.
 */
@NullMarked
package io.gamekeeper.payment.proof;

import org.jspecify.annotations.NullMarked;
