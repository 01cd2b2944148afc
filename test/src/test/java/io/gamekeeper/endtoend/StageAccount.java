package io.gamekeeper.endtoend;

import io.gamekeeper.local.admin.AdminClient;
import io.gamekeeper.local.admin.AdminOperation;
import io.gamekeeper.local.admin.OperatorCalls;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.operations.Answer;
import io.gamekeeper.operations.AwsAccount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running stage as the AWS account of a deployed one: its parameters, its roles, and its function
 * URLs, which it answers on its own port by the header {@code Host}.
 */
final class StageAccount implements AwsAccount {
  private final StageFile stage;
  private final String region;
  private final AdminClient admin;
  private final HttpClient http = HttpClient.newHttpClient();

  StageAccount(StageFile stage, String region) {
    this.stage = stage;
    this.region = region;
    this.admin = new AdminClient(stage);
  }

  @Override
  public String region() {
    return region;
  }

  @Override
  public Map<String, String> parameters(String folder) {
    Map<String, String> values = new LinkedHashMap<>();
    call(OperatorCalls.PARAMETERS_BY_PATH, new OperatorCalls.Folder(folder))
        .parameters()
        .forEach(parameter -> values.put(parameter.name(), parameter.value()));
    return values;
  }

  @Override
  public Credentials assume(String role) {
    OperatorCalls.Credentials session =
        call(OperatorCalls.ASSUME_ROLE, new OperatorCalls.Role(role, "ann@example.com"));
    return new Credentials(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  @Override
  public Answer send(String method, URI address, Map<String, String> headers, @Nullable String body)
      throws IOException {
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + stage.port() + address.getRawPath() + query))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    request.setHeader("Host", address.getHost());
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Retry-After").flatMap(Answer::retryAfter),
          response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private <A extends Record, R extends Record> R call(AdminOperation<A, R> operation, A arguments) {
    try {
      return admin.call(operation, arguments);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    admin.close();
    http.close();
  }
}
