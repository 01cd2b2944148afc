package io.gamekeeper.contract;

import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The parts of the operations API and the functions that answer them. On the operators' domain the
 * load balancer finds the function by path; the first match by priority wins. A caller who signs
 * goes to the function's own URL, whose address is in a parameter.
 */
public enum OperationsPart {
  /**
   * Where whoever has the link of a message takes an incident on: its signature stands for them.
   */
  ACKNOWLEDGE(205, "/ack/*", GameFunction.ON_CALL_OPERATIONS),
  LEDGER(210, "/ops/v1/ledger", GameFunction.PAYMENT_OPERATIONS),
  PAYMENTS(220, "/ops/v1/payments/*", GameFunction.PAYMENT_OPERATIONS),
  LEADERBOARDS(230, "/ops/v1/leaderboards/*", GameFunction.LEADERBOARD_OPERATIONS),
  EVENTS(240, "/ops/v1/events/*", GameFunction.EVENT_OPERATIONS),
  PLAYERS(250, "/ops/v1/players/*", GameFunction.EVENT_OPERATIONS),
  LAKE(260, "/ops/v1/lake/*", GameFunction.EVENT_OPERATIONS),
  ON_CALL(270, "/ops/v1/on-call/*", GameFunction.ON_CALL_OPERATIONS),
  /** Everything of the API that has no function of its own. */
  CONSOLE(280, "/ops/v1/*", GameFunction.CONSOLE),
  /** The console's pages. */
  PAGES(290, "/*", GameFunction.CONSOLE);

  private static final String ANY = "*";

  private final int priority;
  private final String path;
  private final GameFunction function;

  OperationsPart(int priority, String path, GameFunction function) {
    this.priority = priority;
    this.path = path;
    this.function = function;
  }

  /** Returns the priority of the part's listener rule; the lowest is tried first. */
  public int priority() {
    return priority;
  }

  /** Returns the path's pattern in the load balancer's syntax. */
  public String path() {
    return path;
  }

  /** Returns the function that answers. */
  public GameFunction function() {
    return function;
  }

  /**
   * Returns whether its callers are programs: without a session they are told so, where a person
   * would be led to the sign-in page.
   */
  public boolean isApi() {
    return this != PAGES;
  }

  /** Returns whether its callers have to sign in. */
  public boolean asksWho() {
    return this != ACKNOWLEDGE;
  }

  /** Returns the part that answers a path. */
  public static OperationsPart of(String path) {
    return Stream.of(values())
        .sorted(Comparator.comparingInt(OperationsPart::priority))
        .filter(part -> part.matches(path))
        .findFirst()
        .orElse(PAGES);
  }

  /**
   * Returns the folder of a stage's parameters, each of which holds the address of a function:
   * {@code /gamekeeper/prod/operations}.
   */
  public static String parameters(String stage) {
    return "/gamekeeper/" + stage + "/operations";
  }

  /** Returns the parameter with the address of the part's function in a stage. */
  public String parameter(String stage) {
    return parameters(stage) + "/" + function.functionName();
  }

  private boolean matches(String asked) {
    return path.endsWith(ANY)
        ? asked.startsWith(path.substring(0, path.length() - ANY.length()))
        : asked.equals(path);
  }
}
