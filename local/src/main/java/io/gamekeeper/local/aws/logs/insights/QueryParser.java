package io.gamekeeper.local.aws.logs.insights;

import static io.gamekeeper.local.aws.logs.insights.Scanner.refused;
import static io.gamekeeper.local.aws.logs.insights.Scanner.shown;

import io.gamekeeper.local.aws.logs.insights.Scanner.Kind;
import io.gamekeeper.local.aws.logs.insights.Scanner.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads queries, command by command.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">CloudWatch
 *     Logs Insights query syntax</a>
 */
final class QueryParser {
  /** The page of {@code limit}: more results are not given. */
  private static final int MOST_RESULTS = 10_000;

  /** The page of {@code stats}. */
  private static final int MOST_STATS = 2;

  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<([A-Za-z]\\w*)>");

  private final Scanner scanner;
  private final Scope scope = new Scope();
  private final ExpressionParser expressions;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> columns = new LinkedHashSet<>();
  private boolean displayed;
  private boolean deduplicated;

  QueryParser(String text) {
    this.scanner = new Scanner(text);
    this.expressions = new ExpressionParser(scanner, scope);
  }

  Query parse() {
    if (scanner.peek().kind() == Kind.END) {
      throw refused("is empty", scanner.peek());
    }
    do {
      command(scanner.take());
      Token next = scanner.peek();
      if (next.kind() != Kind.END && !next.isSign("|")) {
        throw refused("has " + shown(next) + ", which means nothing there", next);
      }
    } while (scanner.takesSign("|"));
    if (columns.isEmpty()) {
      columns.addAll(List.of(Row.TIMESTAMP, Row.MESSAGE));
    }
    return new Query(steps, List.copyOf(columns), scope.ofLines());
  }

  private void command(Token name) {
    String command = name.kind() == Kind.NAME ? name.text().toLowerCase(Locale.ROOT) : "";
    if (deduplicated && !command.equals("limit")) {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Dedup.html
      throw refused("has " + shown(name) + " after dedup, where only limit may follow", name);
    }
    switch (command) {
      case "fields" -> fields();
      case "display" -> display();
      case "filter" -> steps.add(new Step.Filter(expressions.condition()));
      case "parse" -> parseText();
      case "stats" -> stats(name);
      case "sort" -> sort();
      case "limit" -> limit();
      case "dedup" -> dedup();
      default ->
          throw refused(
              "has "
                  + shown(name)
                  + " where it needs one of the commands that the stage knows: dedup, display,"
                  + " fields, filter, limit, parse, sort, stats",
              name);
    }
  }

  private void fields() {
    List<Step.Named> calculated = new ArrayList<>();
    for (Step.Named column : namedExpressions()) {
      if (!column.name().equals(column.expression().text())
          || isCalculated(column.expression().text())) {
        calculated.add(column);
      }
      scope.add(column.name());
      if (!displayed) {
        columns.add(column.name());
      }
    }
    if (!calculated.isEmpty()) {
      steps.add(new Step.Fields(calculated));
    }
  }

  /** Tells an expression from the bare name of a field. */
  private static boolean isCalculated(String text) {
    return !text.matches("[A-Za-z_@][\\w@.]*");
  }

  private void display() {
    List<Step.Named> shownColumns = namedExpressions();
    steps.add(new Step.Fields(shownColumns));
    columns.clear();
    shownColumns.forEach(column -> columns.add(column.name()));
    displayed = true;
  }

  private List<Step.Named> namedExpressions() {
    List<Step.Named> all = new ArrayList<>();
    do {
      Expression expression = expressions.parse();
      all.add(new Step.Named(nameOr(expression.text()), expression));
    } while (scanner.takesSign(","));
    return all;
  }

  private String nameOr(String otherwise) {
    return scanner.takes("as") ? name().text() : otherwise;
  }

  private Token name() {
    Token name = scanner.take();
    if (name.kind() != Kind.NAME && name.kind() != Kind.QUOTED_NAME) {
      throw refused("has " + shown(name) + " where it needs a field's name", name);
    }
    return name;
  }

  private void parseText() {
    Expression source = new Expression(false, Row.MESSAGE, row -> row.get(Row.MESSAGE));
    Token first = scanner.peek();
    if (first.kind() == Kind.NAME || first.kind() == Kind.QUOTED_NAME) {
      source = expressions.field(scanner.take());
    } else if (!scope.ofLines()) {
      throw refused("parses @message after stats, which removed it", first);
    }
    Token place = scanner.peek();
    Pattern regex = scanner.takeRegex();
    List<String> names;
    if (regex == null) {
      Token glob = scanner.take();
      if (glob.kind() != Kind.TEXT) {
        throw refused("has " + shown(glob) + " where parse needs a pattern", glob);
      }
      regex = glob(glob.text());
      names = globNames(glob);
    } else {
      names = regexNames(regex, place);
    }
    steps.add(new Step.Parse(source, regex, names));
    names.forEach(scope::add);
  }

  private List<String> globNames(Token glob) {
    Token as = scanner.take();
    if (!as.isKeyword("as")) {
      throw refused("has " + shown(as) + " where parse needs as", as);
    }
    List<String> names = new ArrayList<>();
    do {
      names.add(name().text());
    } while (scanner.takesSign(","));
    long stars = glob.text().chars().filter(c -> c == '*').count();
    if (stars != names.size()) {
      throw refused("has " + stars + " * for " + names.size() + " fields", glob);
    }
    return names;
  }

  private static Pattern glob(String text) {
    String inner =
        Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("(.*?)"));
    return Pattern.compile(text.endsWith("*") ? inner + "$" : inner, Pattern.DOTALL);
  }

  /** The names of a regular expression's groups, all of which must be named. */
  private static List<String> regexNames(Pattern regex, Token place) {
    List<String> names = new ArrayList<>();
    Matcher groups = NAMED_GROUP.matcher(regex.pattern());
    while (groups.find()) {
      names.add(groups.group(1));
    }
    if (names.isEmpty() || regex.matcher("").groupCount() != names.size()) {
      throw refused("parses by a regular expression whose groups are not all named", place);
    }
    return names;
  }

  private void stats(Token name) {
    if (steps.stream().filter(Step.Stats.class::isInstance).count() == MOST_STATS) {
      throw refused("has more than two stats commands", name);
    }
    List<Step.Result> results = new ArrayList<>();
    do {
      results.add(result());
    } while (scanner.takesSign(","));
    List<Step.Named> by = scanner.takes("by") ? namedExpressions() : List.of();
    steps.add(new Step.Stats(results, by));
    columns.clear();
    by.forEach(column -> columns.add(column.name()));
    results.forEach(result -> columns.add(result.name()));
    displayed = false;
    scope.leave(columns);
  }

  private Step.Result result() {
    Token name = scanner.take();
    Aggregate aggregate =
        Aggregate.named(name.text().toLowerCase(Locale.ROOT))
            .orElseThrow(
                () ->
                    refused(
                        "has "
                            + shown(name)
                            + " in stats, where the stage knows avg, count, count_distinct,"
                            + " earliest, latest, max, min, pct and sum",
                        name));
    if (aggregate.needsTimes() && !scope.ofLines()) {
      throw refused("uses " + name.text() + " after stats, which leaves no @timestamp", name);
    }
    scanner.takeSign("(");
    Expression field = new Expression(false, "*", _ -> Values.TRUE);
    boolean everyRow =
        aggregate == Aggregate.COUNT && (scanner.takesSign("*") || scanner.peek().isSign(")"));
    if (!everyRow) {
      field = expressions.parse();
    }
    double percent = 0;
    if (aggregate == Aggregate.PCT) {
      scanner.takeSign(",");
      Token number = scanner.take();
      if (number.kind() != Kind.NUMBER || Double.parseDouble(number.text()) > 100) {
        throw refused("has " + shown(number) + " where pct needs a number up to 100", number);
      }
      percent = Double.parseDouble(number.text());
    }
    scanner.takeSign(")");
    return new Step.Result(
        nameOr(scanner.text(name.start(), scanner.taken())), aggregate, field, percent);
  }

  private void sort() {
    List<Expression> keys = new ArrayList<>();
    List<Boolean> descending = new ArrayList<>();
    do {
      keys.add(sortKey());
      boolean down = scanner.takes("desc");
      if (!down) {
        scanner.takes("asc");
      }
      descending.add(down);
    } while (scanner.takesSign(","));
    steps.add(new Step.Sort(keys, descending));
  }

  /** A field, also one that is named by the aggregate that it holds, such as {@code count(*)}. */
  private Expression sortKey() {
    Token token = scanner.peek();
    String aggregate =
        columns.stream()
            .filter(column -> column.contains("(") && scanner.continuesWith(column))
            .findFirst()
            .orElse("");
    if (aggregate.isEmpty()) {
      return expressions.parse();
    }
    scanner.skip(token.start() + aggregate.length());
    return new Expression(false, aggregate, row -> row.get(aggregate));
  }

  private void limit() {
    Token number = scanner.take();
    if (number.kind() != Kind.NUMBER || !number.text().matches("[1-9]\\d{0,5}")) {
      throw refused("has " + shown(number) + " where limit needs a number", number);
    }
    steps.add(new Step.Limit(Math.min(MOST_RESULTS, Integer.parseInt(number.text()))));
  }

  private void dedup() {
    List<Expression> fields = new ArrayList<>();
    do {
      fields.add(expressions.parse());
    } while (scanner.takesSign(","));
    steps.add(new Step.Dedup(fields));
    deduplicated = true;
  }
}
