package io.gamekeeper.local.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The operators' way in for a browser of this machine: below {@link #PATH}, the stage's port serves
 * the operators' host. Redirections of that host, and to the page where its users sign in, stay on
 * this port, and its cookies below that path.
 *
 * <p>Everybody's pages run in the same browser. A page whose name was pointed to this machine (DNS
 * rebinding) is known by its {@code Host}, a page of another site by what browsers say of it in
 * {@code Origin} and {@code Sec-Fetch-Site}: it may link here, and nothing else. That holds for the
 * operators' host and the sign-in page on every way to them.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
public final class OperatorsDoor implements Site {
  /** What the paths of the operators' host begin with. */
  public static final String PATH = "/_ops/";

  /** {@link #PATH} without its end, before a path that begins with a slash. */
  private static final String PREFIX = "/_ops";

  /** The path to which the sign-in page leads back; no other page has a reason to. */
  private static final String CALLBACK = "/oauth2/idpresponse";

  private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?#]*)(.*)");

  private final Site next;
  private final Set<String> ownHosts;
  private final Optional<String> operators;
  private final Optional<String> signIn;

  /** What becomes of a request. */
  private sealed interface Way {
    /** It goes on; the answer is led back. */
    record On(FrontRequest request, UnaryOperator<Answer> back) implements Way {}

    record Answered(FrontResponse answer) implements Way {}
  }

  /**
   * Creates the door.
   *
   * @param next answers by the host of a request
   * @param port of the stage
   * @param operators the operators' host; empty if there is none
   * @param signIn the host of the page where they sign in
   */
  public OperatorsDoor(Site next, int port, Optional<String> operators, Optional<String> signIn) {
    this.next = next;
    this.ownHosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    this.operators = operators.map(Names::plain);
    this.signIn = signIn.map(Names::plain);
  }

  /** Returns where a link to the operators' host leads on this machine; another link as it is. */
  public static String here(String link, String operators, int port) {
    String host = "https://" + operators + "/";
    return link.startsWith(host)
        ? "http://127.0.0.1:" + port + PATH + link.substring(host.length())
        : link;
  }

  @Override
  public Answer answer(FrontRequest request, long startNanos) throws InterruptedException {
    return switch (way(request)) {
      case Way.On(FrontRequest on, var back) -> back.apply(next.answer(on, startNanos));
      case Way.Answered(FrontResponse answer) -> answer;
    };
  }

  @Override
  public void answer(FrontRequest request, long startNanos, Consumer<Answer> to)
      throws InterruptedException {
    switch (way(request)) {
      case Way.On(FrontRequest on, var back) ->
          next.answer(on, startNanos, answer -> to.accept(back.apply(answer)));
      case Way.Answered(FrontResponse answer) -> to.accept(answer);
    }
  }

  private Way way(FrontRequest request) {
    String path = request.path();
    if (path.equals(PREFIX) || path.startsWith(PATH)) {
      return belowPath(request);
    }
    if (path.startsWith(Names.BY_PATH)) {
      String named = Names.plain(path.substring(Names.BY_PATH.length()).split("/", 2)[0]);
      if (isGuarded(named)) {
        return refusal(request, true)
            .<Way>map(Way.Answered::new)
            .orElseGet(() -> new Way.On(request, answer -> ledBack(answer, prefix(named))));
      }
    } else if (isGuarded(Names.plain(request.host()))) {
      return refusal(request, false)
          .<Way>map(Way.Answered::new)
          .orElseGet(() -> new Way.On(request, UnaryOperator.identity()));
    }
    return new Way.On(request, UnaryOperator.identity());
  }

  /**
   * Returns what leads to a host: who came to the operators' by its name goes on below the path.
   */
  private String prefix(String host) {
    return operators.equals(Optional.of(host)) ? PREFIX : Names.BY_PATH + host;
  }

  private boolean isGuarded(String host) {
    return operators.equals(Optional.of(host)) || signIn.equals(Optional.of(host));
  }

  private Way belowPath(FrontRequest request) {
    Optional<FrontResponse> refusal = refusal(request, true);
    if (refusal.isPresent()) {
      return new Way.Answered(refusal.get());
    }
    if (operators.isEmpty()) {
      return new Way.Answered(
          line(404, "the templates have no host whose users sign in, so there is nothing here"));
    }
    if (request.path().equals(PREFIX)) {
      return new Way.Answered(FrontResponse.redirect(308, PATH));
    }
    List<FrontRequest.Field> headers = new ArrayList<>(request.headers());
    headers.removeIf(field -> field.name().equals("host"));
    headers.add(new FrontRequest.Field("host", operators.get()));
    return new Way.On(
        new FrontRequest(
            request.method(),
            request.path().substring(PREFIX.length()),
            request.query(),
            headers,
            request.body(),
            request.clientAddress()),
        answer -> ledBack(answer, PREFIX));
  }

  // ---------------------------------------------------------------- other pages

  /**
   * Returns the answer to a page that has no business here.
   *
   * @param onOwnHost whether the address is one of this machine, and not the operators' own host
   */
  private Optional<FrontResponse> refusal(FrontRequest request, boolean onOwnHost) {
    List<String> hosts =
        values(request, "host").map(host -> host.toLowerCase(Locale.ROOT)).toList();
    if (onOwnHost && !(hosts.size() == 1 && ownHosts.contains(hosts.getFirst()))) {
      return Optional.of(
          line(421, "operators come by 127.0.0.1 or localhost, and by no other name"));
    }
    boolean ofAnother =
        values(request, "origin")
            .anyMatch(
                origin ->
                    hosts.stream()
                        .noneMatch(
                            host ->
                                origin.equals("http://" + host)
                                    || (!onOwnHost && origin.equals("https://" + host))));
    boolean fromAnother =
        values(request, "sec-fetch-site")
            .anyMatch(site -> !site.equals("same-origin") && !site.equals("none"));
    boolean comesBack = onOwnHost && request.path().endsWith(CALLBACK);
    return ofAnother || (fromAnother && (comesBack || !isLink(request)))
        ? Optional.of(line(403, "pages of other sites may not call this one"))
        : Optional.empty();
  }

  /**
   * Tells whether a person follows a link, which shows them a page and tells the linking one
   * nothing.
   */
  private static boolean isLink(FrontRequest request) {
    return (request.method().equals("GET") || request.method().equals("HEAD"))
        && "navigate".equals(request.header("sec-fetch-mode"))
        && "document".equals(request.header("sec-fetch-dest"));
  }

  private static Stream<String> values(FrontRequest request, String header) {
    return request.headers().stream()
        .filter(field -> field.name().equals(header))
        .map(FrontRequest.Field::value);
  }

  private static FrontResponse line(int status, String text) {
    return FrontResponse.own(status, "text/plain", text + "\n");
  }

  // ---------------------------------------------------------------- the way back

  /**
   * Returns an answer whose redirections and cookies stay on this port.
   *
   * @param prefix what the paths of the answering host begin with here
   */
  private Answer ledBack(Answer answer, String prefix) {
    return switch (answer) {
      case FrontResponse whole ->
          new FrontResponse(whole.status(), ledBack(whole.headers(), prefix), whole.body());
      case Answer.Streamed(int status, var headers, var body) ->
          new Answer.Streamed(status, ledBack(headers, prefix), body);
      case Answer.Tunnel(var headers, var target) ->
          new Answer.Tunnel(ledBack(headers, prefix), target);
    };
  }

  private List<FrontRequest.Field> ledBack(List<FrontRequest.Field> headers, String prefix) {
    return headers.stream()
        .map(
            field ->
                switch (field.name().toLowerCase(Locale.ROOT)) {
                  case "location" ->
                      new FrontRequest.Field(field.name(), location(field.value(), prefix));
                  case "set-cookie" ->
                      new FrontRequest.Field(field.name(), cookie(field.value(), prefix));
                  default -> field;
                })
        .toList();
  }

  private String location(String location, String prefix) {
    if (location.startsWith("/") && !location.startsWith("//")) {
      return prefix + location;
    }
    Matcher absolute = ABSOLUTE.matcher(location);
    if (!absolute.matches()) {
      return location;
    }
    Optional<String> host = Optional.of(Names.plain(absolute.group(1).replaceFirst(":\\d+$", "")));
    String rest = absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2);
    if (host.equals(operators)) {
      return PREFIX + rest;
    }
    return host.equals(signIn) ? Names.BY_PATH + host.get() + rest : location;
  }

  /** Returns a cookie for this port, which has no TLS. */
  private static String cookie(String cookie, String prefix) {
    List<String> kept = new ArrayList<>();
    String path = "/";
    for (String part : cookie.split(";", -1)) {
      String attribute = part.strip();
      String name = attribute.split("=", 2)[0].toLowerCase(Locale.ROOT);
      if (kept.isEmpty()) {
        kept.add(attribute);
      } else if (name.equals("path")) {
        path = attribute.substring(attribute.indexOf('=') + 1);
      } else if (!name.equals("secure") && !name.equals("domain")) {
        kept.add(attribute);
      }
    }
    kept.add("Path=" + prefix + path);
    return String.join("; ", kept);
  }
}
