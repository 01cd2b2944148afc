package io.gamekeeper.contract.oncall;

import io.gamekeeper.contract.Environment;
import io.gamekeeper.contract.OperatorEnvironment;
import java.util.Map;

/**
 * What on-call keeps, and where.
 *
 * @param stage the stage's key
 * @param table DynamoDB table, see {@link OnCallTable}
 * @param queue URL of the queue that alarms arrive in, and looks at groups that are due
 * @param console the address of the operators' console, with a slash at its end
 * @param linkKey ARN of the secret that signs the links by which people take incidents on
 */
public record OnCallEnvironment(
    String stage, String table, String queue, String console, String linkKey) {
  /** The name under which operators' functions have it: rights to look at alarms ask for it. */
  public static final String STAGE = OperatorEnvironment.STAGE;

  public static final String TABLE = "ON_CALL_TABLE";
  public static final String QUEUE = "ON_CALL_QUEUE";
  public static final String CONSOLE = "CONSOLE_URL";
  public static final String LINK_KEY = "ACKNOWLEDGE_LINK_KEY";

  /** Reads the record back from a function's environment. */
  public static OnCallEnvironment from(Map<String, String> environment) {
    return new OnCallEnvironment(
        Environment.required(environment, STAGE),
        Environment.required(environment, TABLE),
        Environment.required(environment, QUEUE),
        Environment.required(environment, CONSOLE),
        Environment.required(environment, LINK_KEY));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(STAGE, stage, TABLE, table, QUEUE, queue, CONSOLE, console, LINK_KEY, linkKey);
  }
}
