package io.gamekeeper.local.aws.sqs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * The entries of a batch request, which succeed or fail one by one.
 *
 * @param <R> the result of an entry that succeeds
 */
final class Batch<R> {
  /** The most messages of one request. */
  static final int MOST_ENTRIES = 10;

  private final List<R> successful = new ArrayList<>();
  private final List<BatchResultErrorEntry> failed = new ArrayList<>();

  /**
   * Begins a batch.
   *
   * @param ids of its entries
   * @throws SqsException if SQS refuses the whole request
   */
  static <R> Batch<R> of(List<String> ids) {
    if (ids.isEmpty()) {
      throw SqsErrors.emptyBatch();
    }
    if (ids.size() > MOST_ENTRIES) {
      throw SqsErrors.tooManyEntries(MOST_ENTRIES, ids.size());
    }
    if (new HashSet<>(ids).size() < ids.size()) {
      throw SqsErrors.idsNotDistinct();
    }
    return new Batch<>();
  }

  private Batch() {}

  /** Carries out one entry; its error concerns no other entry. */
  void execute(String id, Supplier<R> entry) {
    try {
      successful.add(entry.get());
    } catch (SqsException e) {
      failed.add(
          BatchResultErrorEntry.builder()
              .id(id)
              .senderFault(true)
              .code(e.awsErrorDetails().errorCode())
              .message(e.awsErrorDetails().errorMessage())
              .build());
    }
  }

  List<R> successful() {
    return successful;
  }

  List<BatchResultErrorEntry> failed() {
    return failed;
  }
}
