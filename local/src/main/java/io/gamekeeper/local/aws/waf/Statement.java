package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.http.FrontRequest;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** A statement of a firewall rule: a question about a request. */
public sealed interface Statement {

  /** Tells whether the statement holds for a request. */
  boolean matches(FrontRequest request);

  /** A statement that holds if all the others do. */
  record And(List<Statement> statements) implements Statement {
    public And {
      statements = List.copyOf(statements);
    }

    @Override
    public boolean matches(FrontRequest request) {
      return statements.stream().allMatch(statement -> statement.matches(request));
    }
  }

  /** A statement that holds if any of the others does. */
  record Or(List<Statement> statements) implements Statement {
    public Or {
      statements = List.copyOf(statements);
    }

    @Override
    public boolean matches(FrontRequest request) {
      return statements.stream().anyMatch(statement -> statement.matches(request));
    }
  }

  /** A statement that holds if the other does not. */
  record Not(Statement statement) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return !statement.matches(request);
    }
  }

  /** A statement that a part of the request is larger than so many bytes. */
  record Larger(ToLongFunction<FrontRequest> part, long bytes) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return part.applyAsLong(request) > bytes;
    }
  }

  /** A statement that the path has a prefix. */
  record PathStart(String prefix) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return request.path().startsWith(prefix);
    }
  }

  /** A statement that a header contains a pattern. */
  record Header(String name, Pattern pattern) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      String value = request.header(name);
      return value != null && pattern.matcher(value).find();
    }
  }

  /** A statement that the client's address sends too many requests. */
  record Flood(RequestRates rates) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return rates.exceeded(request.clientAddress());
    }
  }
}
