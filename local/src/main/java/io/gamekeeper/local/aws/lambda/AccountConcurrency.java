package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.service.StageException;
import java.util.concurrent.Semaphore;

/** The concurrent executions that the functions of an account share. */
final class AccountConcurrency {
  /**
   * The usual quota of an account, and the part of it that reservations must leave.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">
   *     Configuring reserved concurrency</a>
   */
  private static final int QUOTA = 1000;

  private static final int LEAST_UNRESERVED = 100;

  private final Semaphore unreserved = new Semaphore(QUOTA);

  /**
   * Takes a function's reserved concurrency, if it has any, from what the others share.
   *
   * @throws StageException if too little would be left
   */
  void reserve(FunctionConfig config) {
    config
        .reservedConcurrency()
        .ifPresent(
            reserved -> {
              if (unreserved.availablePermits() - reserved < LEAST_UNRESERVED
                  || !unreserved.tryAcquire(reserved)) {
                throw StageException.of(
                    config.logicalId(),
                    "its reserved concurrency leaves fewer than "
                        + LEAST_UNRESERVED
                        + " of the account's "
                        + QUOTA
                        + " executions unreserved");
              }
            });
  }

  /** Returns the executions that a function may use: its reserved ones, or the account's. */
  Semaphore of(LambdaFunction function) {
    Semaphore reserved = function.reserved();
    return reserved == null ? unreserved : reserved;
  }
}
