package io.gamekeeper.local.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The host names of the stage: those that AWS gives, and those of the templates' records. */
public final class Names {
  /**
   * What a path begins with, before a host's name, that asks for that host; for clients that cannot
   * send another {@code Host}, such as browsers.
   */
  public static final String BY_PATH = "/_hosts/";

  private static final String DUAL_STACK = "dualstack.";

  private final Map<String, Site> sites = new ConcurrentHashMap<>();
  private final Map<String, List<NameRecord>> records = new ConcurrentHashMap<>();
  private final Map<String, HealthStatus> checks = new ConcurrentHashMap<>();

  /** Adds a name that AWS gives, such as that of a load balancer. */
  public void add(String dnsName, Site site) {
    sites.put(plain(dnsName), site);
  }

  /** Adds a record of a name. */
  public void add(String name, NameRecord record) {
    records.computeIfAbsent(plain(name), _ -> new CopyOnWriteArrayList<>()).add(record);
  }

  /** Adds a health check. */
  public void add(String id, HealthStatus check) {
    checks.put(id, check);
  }

  /** Tells whether a check passes; an unknown one does not. */
  public boolean healthy(String checkId) {
    HealthStatus check = checks.get(checkId);
    return check != null && check.healthy();
  }

  /** Returns the names that have records. */
  public Set<String> all() {
    return new TreeSet<>(records.keySet());
  }

  /** Returns the site that serves a host now; empty if there is none. */
  public Optional<Site> site(String host) {
    String name = plain(host);
    Site own = sites.get(name);
    if (own != null) {
      return Optional.of(own);
    }
    List<NameRecord> choices = records.getOrDefault(name, List.of());
    return first(choices, NameRecord.Role.SIMPLE)
        .or(() -> first(choices, NameRecord.Role.PRIMARY).filter(this::isWell))
        .or(() -> first(choices, NameRecord.Role.SECONDARY))
        .or(() -> first(choices, NameRecord.Role.PRIMARY))
        .flatMap(record -> Optional.ofNullable(sites.get(plain(record.target()))));
  }

  private boolean isWell(NameRecord record) {
    return record.healthCheck().map(this::healthy).orElse(true);
  }

  private static Optional<NameRecord> first(List<NameRecord> choices, NameRecord.Role role) {
    return choices.stream().filter(record -> record.role() == role).findFirst();
  }

  /**
   * Answers each request by its host, which may also stand in the path: {@link #BY_PATH}.
   *
   * @param otherwise the site for unknown hosts
   */
  public Site byHost(Site otherwise) {
    return new Site() {
      @Override
      public Answer answer(FrontRequest request, long startNanos) throws InterruptedException {
        FrontRequest asked = unfolded(request);
        return of(asked).answer(asked, startNanos);
      }

      @Override
      public void answer(FrontRequest request, long startNanos, Consumer<Answer> to)
          throws InterruptedException {
        FrontRequest asked = unfolded(request);
        of(asked).answer(asked, startNanos, to);
      }

      private Site of(FrontRequest request) {
        return site(request.host()).orElse(otherwise);
      }
    };
  }

  /** Moves a known host from the beginning of a request's path to where it belongs. */
  private FrontRequest unfolded(FrontRequest request) {
    if (!request.path().startsWith(BY_PATH)) {
      return request;
    }
    String named = request.path().substring(BY_PATH.length());
    int end = named.indexOf('/');
    String host = end < 0 ? named : named.substring(0, end);
    if (site(host).isEmpty()) {
      return request;
    }
    List<FrontRequest.Field> headers = new ArrayList<>(request.headers());
    headers.removeIf(field -> field.name().equals("host"));
    headers.add(new FrontRequest.Field("host", host));
    return new FrontRequest(
        request.method(),
        end < 0 ? "/" : named.substring(end),
        request.query(),
        headers,
        request.body(),
        request.clientAddress());
  }

  static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return bare.startsWith(DUAL_STACK) ? bare.substring(DUAL_STACK.length()) : bare;
  }
}
