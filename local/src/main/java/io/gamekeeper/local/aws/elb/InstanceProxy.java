package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.time.Stopwatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Forwards requests to servers. Bodies are streamed both ways, and failures are answered as a load
 * balancer answers them. A request is sent once: it is not documented that a load balancer would
 * send it again.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html">What
 *     a load balancer's errors mean</a>
 */
final class InstanceProxy {
  private static final int COPY_BYTES = 16 * 1024;

  private final Duration idleTimeout;
  private final ErrorLog errors;
  private final InstantSource clock;

  /**
   * Creates a proxy.
   *
   * @param idleTimeout after which a target that sends nothing is given up
   */
  InstanceProxy(Duration idleTimeout, ErrorLog errors, InstantSource clock) {
    this.clock = clock;
    this.idleTimeout = idleTimeout;
    this.errors = errors;
  }

  /** Returns the answer of one of the targets; 503 if there are none. */
  Answer answer(
      FrontRequest request,
      InstanceTargets group,
      List<FrontRequest.Field> headers,
      LoadBalancerMetrics.OfGroup metrics)
      throws InterruptedException {
    Optional<TargetLease> chosen = group.choose();
    if (chosen.isEmpty()) {
      errors.note(group.logicalId(), "has no registered targets");
      return FrontResponse.own(503);
    }
    metrics.requested();
    TargetLease lease = chosen.get();
    boolean handedOn = false;
    try {
      Answer answer = exchange(request, group, lease, headers, metrics);
      handedOn = !(answer instanceof FrontResponse);
      return answer;
    } catch (SocketTimeoutException e) {
      errors.note(group.logicalId(), "its target did not answer in time: " + e.getMessage());
      return FrontResponse.closing(504);
    } catch (IOException e) {
      errors.note(group.logicalId(), "its target failed: " + e.getMessage());
      return FrontResponse.closing(502);
    } finally {
      if (!handedOn) {
        lease.close();
      }
    }
  }

  private Answer exchange(
      FrontRequest request,
      InstanceTargets group,
      TargetLease lease,
      List<FrontRequest.Field> headers,
      LoadBalancerMetrics.OfGroup metrics)
      throws IOException, InterruptedException {
    boolean hasBody = request.body().length() != 0;
    List<FrontRequest.Field> sent = sent(request, headers);
    if (!lease.takeKept(closed -> closedEarly(group, closed))) {
      connect(lease, metrics);
    }
    Stopwatch watch = Stopwatch.start(clock);
    Answer answer = hasBody ? withBody(request, lease, sent) : begin(request, lease, sent);
    switch (answer) {
      case Answer.Streamed streamed -> metrics.answered(streamed.status(), watch.nanos());
      case Answer.Tunnel _ -> metrics.answered(101, watch.nanos());
      case FrontResponse _ -> {} // the client's fault
    }
    return answer;
  }

  private static void connect(TargetLease lease, LoadBalancerMetrics.OfGroup metrics)
      throws IOException {
    try {
      lease.connect();
    } catch (IOException e) {
      metrics.notConnected();
      throw e;
    }
  }

  /**
   * Notes that a target closes idle connections first. This time no request was lost; one that
   * meets the closing is answered with 502, as on AWS.
   */
  private void closedEarly(InstanceTargets group, TargetConnection closed) {
    errors.note(
        group.logicalId(),
        "its target closed a connection that was idle for "
            + closed.idleFor().toSeconds()
            + " s, before the load balancer does after "
            + idleTimeout.toSeconds()
            + " s: a request that crosses this is answered with 502");
  }

  private Answer begin(FrontRequest request, TargetLease lease, List<FrontRequest.Field> sent)
      throws IOException {
    TargetConnection connection = lease.connection();
    connection.idleTimeout(idleTimeout);
    connection.writeHead(request.method(), target(request), sent);
    connection.out().flush();
    return answer(request, lease, connection.readHead(), null);
  }

  private Answer withBody(FrontRequest request, TargetLease lease, List<FrontRequest.Field> sent)
      throws IOException, InterruptedException {
    TargetConnection connection = lease.connection();
    connection.idleTimeout(idleTimeout);
    connection.writeHead(request.method(), target(request), sent);
    Pump pump = new Pump(request.body(), connection);
    pump.start();
    boolean answered = false;
    try {
      while (true) {
        try {
          ResponseHead head = connection.readHead();
          answered = true;
          return answer(request, lease, head, pump);
        } catch (SocketTimeoutException e) {
          if (!pump.movedSinceLastAsked()) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      Optional<Integer> clientsFault = pump.clientsFault();
      if (clientsFault.isPresent()) {
        return FrontResponse.closing(clientsFault.get());
      }
      throw e;
    } finally {
      if (!answered) {
        connection.close();
        pump.end();
      }
    }
  }

  private Answer answer(
      FrontRequest request, TargetLease lease, ResponseHead head, @Nullable Pump pump)
      throws IOException {
    TargetConnection connection = lease.connection();
    List<FrontRequest.Field> headers = new ArrayList<>(head.headers().size());
    Set<String> ofConnection = ForwardedHeaders.named(head.header("connection"));
    for (FrontRequest.Field field : head.headers()) {
      if (!ForwardedHeaders.HOP_BY_HOP.contains(field.name())
          && !ofConnection.contains(field.name())) {
        headers.add(field);
      }
    }
    if (head.status() == 101) {
      String protocol = head.header("upgrade");
      if (protocol == null || !isUpgrade(request)) {
        throw new MalformedResponseException("a change of protocol without a request for it");
      }
      headers.add(new FrontRequest.Field("connection", "Upgrade"));
      headers.add(new FrontRequest.Field("upgrade", protocol));
      connection.idleTimeout(Duration.ZERO);
      return new Answer.Tunnel(headers, lease);
    }
    return new Answer.Streamed(
        head.status(),
        headers,
        new Leased(head.body(connection.in(), request.method()), lease, pump));
  }

  private static boolean isUpgrade(FrontRequest request) {
    return request.header("upgrade") != null
        && ForwardedHeaders.named(request.header("connection")).contains("upgrade");
  }

  /** Returns the headers as one connection to a target needs them. */
  private static List<FrontRequest.Field> sent(
      FrontRequest request, List<FrontRequest.Field> headers) {
    List<FrontRequest.Field> sent = new ArrayList<>(headers.size() + 2);
    for (FrontRequest.Field field : headers) {
      if (!field.name().equals("expect")) { // the client was told to continue already
        sent.add(field);
      }
    }
    String upgrade = request.header("upgrade");
    if (upgrade != null && isUpgrade(request)) {
      sent.add(new FrontRequest.Field("connection", "Upgrade"));
      sent.add(new FrontRequest.Field("upgrade", upgrade));
    }
    if (request.body().length() < 0) {
      sent.add(new FrontRequest.Field("transfer-encoding", "chunked"));
    }
    return sent;
  }

  private static String target(FrontRequest request) {
    return request.query() == null ? request.path() : request.path() + "?" + request.query();
  }

  /** Sends the body of a request while its answer may be arriving already. */
  private static final class Pump implements Runnable {
    private final RequestBody body;
    private final TargetConnection to;
    private final Thread thread;
    private final AtomicLong moved = new AtomicLong();
    private volatile int clientsFault;
    private long movedBefore;

    Pump(RequestBody body, TargetConnection to) {
      this.body = body;
      this.to = to;
      this.thread = Thread.ofVirtual().name("request body").unstarted(this);
    }

    void start() {
      thread.start();
    }

    @Override
    public void run() {
      boolean chunked = body.length() < 0;
      byte[] buffer = new byte[COPY_BYTES];
      try (InputStream from = body.stream()) {
        int count = next(from, buffer);
        while (count >= 0) {
          write(buffer, count, chunked);
          moved.addAndGet(count);
          count = next(from, buffer);
        }
        if (clientsFault != 0) {
          to.close(); // half a body must not pass for a whole one
          return;
        }
        if (chunked) {
          to.out().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        to.out().flush();
      } catch (IOException e) {
        // The target does not take the body; its answer, or the lack of one, says why.
      }
    }

    /** Reads bytes from the client; returns -1 at their end, or if they break off. */
    private int next(InputStream from, byte[] buffer) {
      try {
        return from.read(buffer);
      } catch (IOException e) {
        clientsFault = e.getCause() instanceof TimeoutException ? 408 : 400;
        return -1;
      }
    }

    private void write(byte[] buffer, int count, boolean chunked) throws IOException {
      OutputStream out = to.out();
      if (chunked) {
        out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      out.write(buffer, 0, count);
      if (chunked) {
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
    }

    boolean movedSinceLastAsked() {
      long now = moved.get();
      boolean more = now != movedBefore;
      movedBefore = now;
      return more;
    }

    /** Returns the status for a client that did not send its whole request; empty if it did. */
    Optional<Integer> clientsFault() {
      return clientsFault == 0 ? Optional.empty() : Optional.of(clientsFault);
    }

    boolean done() {
      return !thread.isAlive();
    }

    /** Returns when nobody reads the request any more. */
    void end() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  /** The body of an answer; its end returns the target. */
  private static final class Leased extends InputStream {
    private final ResponseBody body;
    private final TargetLease lease;
    private final @Nullable Pump pump;

    Leased(ResponseBody body, TargetLease lease, @Nullable Pump pump) {
      this.body = body;
      this.lease = lease;
      this.pump = pump;
    }

    @Override
    public int read() throws IOException {
      return body.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return body.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      boolean sentAll = pump == null || pump.done();
      if (sentAll && body.reusable()) {
        lease.reusable();
      }
      lease.close();
      if (pump != null) {
        try {
          pump.end();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
