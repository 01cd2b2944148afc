package io.gamekeeper.local.identityprovider;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.Site;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authorization endpoint: a page without scripts on which a person says who they are and what
 * they may do, and which leads back with a code. It needs no cookie: the request that began the
 * sign-in stays in the page's address.
 */
final class SignInPage implements Site {
  private static final int LARGEST_FORM = 16 * 1024;
  private static final String DEFAULT_NAME = "operator";

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1a1f24;--soft:#4c5661;--page:#f4f6f8;--card:#fff;--line:#8a949e;--accent:#0b5cad;--on-accent:#fff;--wrong:#a3161a}
      @media(prefers-color-scheme:dark){:root{--ink:#e8ecf0;--soft:#aeb8c2;--page:#12161a;--card:#1b2127;--line:#76808a;--accent:#7ab8ff;--on-accent:#0a1622;--wrong:#ff9a94}}
      *{box-sizing:border-box}
      body{margin:0;padding:1.5rem 1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
      main{max-width:30rem;margin:0 auto;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
      h1{margin:0 0 .5rem;font-size:1.375rem;line-height:1.25}
      p{margin:0 0 1.25rem}
      .soft{color:var(--soft)}
      .wrong{color:var(--wrong);font-weight:600}
      label{font-weight:600}
      input[type=text]{display:block;width:100%;margin:.25rem 0 1.25rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:.25rem}
      fieldset{margin:0 0 1.25rem;padding:0;border:0}
      legend{padding:0;margin-bottom:.25rem;font-weight:600}
      .role{display:grid;grid-template-columns:1.75rem 1fr;padding:.375rem 0}
      .role span{grid-column:2;color:var(--soft)}
      input[type=checkbox]{width:1.125rem;height:1.125rem;margin:.2rem 0 0;accent-color:var(--accent)}
      button{width:100%;padding:.625rem 1rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:.25rem;cursor:pointer}
      :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
      """;

  private static final List<FrontRequest.Field> HEADERS =
      List.of(
          new FrontRequest.Field("content-type", "text/html; charset=utf-8"),
          new FrontRequest.Field(
              "content-security-policy",
              "default-src 'none'; style-src 'sha256-"
                  + sha256(STYLE)
                  + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
          new FrontRequest.Field("x-frame-options", "DENY"),
          new FrontRequest.Field("x-content-type-options", "nosniff"),
          // With no-referrer, browsers would send the form with the origin null.
          new FrontRequest.Field("referrer-policy", "same-origin"),
          new FrontRequest.Field("cache-control", "no-store"));

  private final IdentityProvider provider;
  private final String path;

  /**
   * Creates the page.
   *
   * @param path of the authorization endpoint
   */
  SignInPage(IdentityProvider provider, String path) {
    this.provider = provider;
    this.path = path;
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public Answer answer(FrontRequest request, long startNanos) {
    if (!request.path().equals(path)) {
      return message(404, "There is no such page.");
    }
    Form asked = Form.of(request.query());
    Optional<String> callback = asked.field("redirect_uri");
    if (callback.isEmpty()
        || !provider.knows(asked.field("client_id").orElse(""), callback.get())
        || !asked.field("response_type").equals(Optional.of("code"))
        || !List.of(asked.field("scope").orElse("").split(" ", -1)).contains("openid")) {
      return message(400, "This is not the way to sign in. Open the console, it leads here.");
    }
    return switch (request.method()) {
      case "GET", "HEAD" -> page(200, DEFAULT_NAME, List.of(OperatorRole.VIEWER.key()), "");
      case "POST" -> signIn(request, callback.get(), asked.field("state"));
      default -> message(405, "A browser opens this page, and sends its form.");
    };
  }

  private Answer signIn(FrontRequest request, String callback, Optional<String> state) {
    Form form;
    try {
      form = Form.of(new String(request.body().whole(LARGEST_FORM), UTF_8));
    } catch (RequestBody.UnusableException e) {
      return FrontResponse.closing(e.status());
    }
    String name = form.field("name").orElse("").strip();
    List<String> roles = form.all("role");
    if (roles.isEmpty()) {
      return page(400, name, roles, "Choose at least one role.");
    }
    SignedIn user;
    try {
      user = SignedIn.of(name, roles);
    } catch (IllegalArgumentException e) {
      return page(400, name, roles, "Try again: " + e.getMessage() + ".");
    }
    Map<String, String> back = new LinkedHashMap<>();
    back.put("code", provider.code(user, callback));
    state.ifPresent(given -> back.put("state", given));
    return FrontResponse.redirect(303, callback + "?" + Form.text(back));
  }

  private static Answer page(int status, String name, List<String> chosen, String problem) {
    StringBuilder roles = new StringBuilder();
    for (OperatorRole role : OperatorRole.values()) {
      roles.append(
          """
          <div class="role"><input type="checkbox" id="%1$s" name="role" value="%1$s" aria-describedby="about-%1$s"%2$s>
          <label for="%1$s">%1$s</label><span id="about-%1$s">%3$s</span></div>
          """
              .formatted(
                  role.key(), chosen.contains(role.key()) ? " checked" : "", sentence(role)));
    }
    return html(
        status,
        """
        <h1>Sign in to operate the game</h1>
        <p class="soft">This stage runs on your machine and plays the identity provider: choose who you are.</p>
        %s<form method="post">
        <label for="name">Name</label>
        <input type="text" id="name" name="name" value="%s" maxlength="63" autocomplete="username" spellcheck="false" required>
        <fieldset><legend>Roles</legend>
        %s</fieldset>
        <button type="submit">Sign in</button>
        </form>
        """
            .formatted(
                problem.isEmpty()
                    ? ""
                    : "<p class=\"wrong\" role=\"alert\">" + escaped(problem) + "</p>\n",
                escaped(name),
                roles));
  }

  private static String sentence(OperatorRole role) {
    return switch (role) {
      case VIEWER -> "Looks at everything and changes nothing.";
      case PLANNER -> "Plans in-game events.";
      case APPROVER -> "Approves what somebody else planned.";
      case ON_CALL -> "Answers alarms: drills, repairs, switches.";
    };
  }

  private static Answer message(int status, String text) {
    return html(status, "<h1>Sign in</h1>\n<p>" + escaped(text) + "</p>\n");
  }

  private static Answer html(int status, String content) {
    String page =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Sign in – Gamekeeper</title>
        <style>%s</style>
        </head>
        <body>
        <main>
        %s</main>
        </body>
        </html>
        """
            .formatted(STYLE, content);
    return new FrontResponse(status, HEADERS, page.getBytes(UTF_8));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
