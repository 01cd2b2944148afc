package io.gamekeeper.local.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** A body that comes in through the front. */
final class IncomingBody implements RequestBody {
  private final Request request;
  private volatile boolean taken;

  IncomingBody(Request request) {
    this.request = request;
  }

  @Override
  public long length() {
    // Without either header there is no body, though Jetty reports an unknown length.
    return request.getLength() < 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
        ? 0
        : request.getLength();
  }

  @Override
  public byte[] whole(int limitBytes) throws UnusableException {
    long length = length();
    if (length == 0) {
      return new byte[0];
    }
    if (length > 2L * limitBytes) {
      throw new UnusableException(413);
    }
    try (InputStream content = stream()) {
      byte[] body = content.readNBytes(limitBytes + 1);
      if (body.length > limitBytes) {
        throw new UnusableException(413);
      }
      taken = true;
      return body;
    } catch (IOException e) {
      throw new UnusableException(e.getCause() instanceof TimeoutException ? 408 : 400);
    }
  }

  @Override
  public boolean isTaken() {
    return taken || length() == 0;
  }

  @Override
  public InputStream stream() {
    return Request.asInputStream(request);
  }
}
