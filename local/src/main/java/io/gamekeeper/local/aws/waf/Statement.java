package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.http.FrontRequest;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** What a rule of a firewall asks of a request. */
public sealed interface Statement {

  /** Whether the request is what the statement looks for. */
  boolean matches(FrontRequest request);

  /** All of them. */
  record And(List<Statement> statements) implements Statement {
    public And {
      statements = List.copyOf(statements);
    }

    @Override
    public boolean matches(FrontRequest request) {
      return statements.stream().allMatch(statement -> statement.matches(request));
    }
  }

  /** Any of them. */
  record Or(List<Statement> statements) implements Statement {
    public Or {
      statements = List.copyOf(statements);
    }

    @Override
    public boolean matches(FrontRequest request) {
      return statements.stream().anyMatch(statement -> statement.matches(request));
    }
  }

  /** The opposite. */
  record Not(Statement statement) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return !statement.matches(request);
    }
  }

  /** A part that is larger than so many bytes. */
  record Larger(ToLongFunction<FrontRequest> part, long bytes) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return part.applyAsLong(request) > bytes;
    }
  }

  /** A path that begins so. */
  record PathStart(String prefix) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return request.path().startsWith(prefix);
    }
  }

  /** A header in which the pattern is found. */
  record Header(String name, Pattern pattern) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      String value = request.header(name);
      return value != null && pattern.matcher(value).find();
    }
  }

  /** An address that sends too much. */
  record Flood(RequestRates rates) implements Statement {
    @Override
    public boolean matches(FrontRequest request) {
      return rates.exceeded(request.clientAddress());
    }
  }
}
