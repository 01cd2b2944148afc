package io.gamekeeper.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A baseline: a server on this HTTP library that gives the same short answer to every request. A
 * process of its own that prints its {@link ReadyLine} and runs until it is ended.
 */
public final class ConstantServer {
  private static final byte[] ANSWER =
      "{\"rooms\":[{\"id\":\"room-1\",\"players\":1,\"capacity\":50}]}"
          .getBytes(StandardCharsets.UTF_8);

  private ConstantServer() {}

  /** Serves until the process ends. */
  public static void main(String[] arguments) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Constant());
    server.start();
    System.out.println(ReadyLine.of(connector.getLocalPort()));
    server.join();
  }

  private static final class Constant extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, ANSWER.length);
      response.write(true, ByteBuffer.wrap(ANSWER), callback);
      return true;
    }
  }
}
