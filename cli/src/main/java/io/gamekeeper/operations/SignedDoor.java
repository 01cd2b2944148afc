package io.gamekeeper.operations;

import io.gamekeeper.contract.OperationsPart;
import io.gamekeeper.contract.OperatorRole;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The door of programs, on a deployed stage: the functions' own URLs, whose addresses are
 * parameters of the stage, with requests signed by a role's session (Signature Version 4, service
 * {@code lambda}).
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Lambda: function URLs'
 *     access</a>
 */
public final class SignedDoor implements Door {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private final String stage;
  private final OperatorRole role;
  private final AwsAccount account;
  private final Clock clock;
  private @Nullable Session session;

  /** What is looked up once for all requests of a command. */
  private record Session(AwsAccount.Credentials credentials, Map<String, String> addresses) {}

  public SignedDoor(String stage, OperatorRole role, AwsAccount account, Clock clock) {
    this.stage = stage;
    this.role = role;
    this.account = account;
    this.clock = clock;
  }

  @Override
  public Answer send(Request request) throws IOException {
    Session open = session == null ? open() : session;
    session = open;
    String name = OperationsPart.of(request.path()).parameter(stage);
    @Nullable String address = open.addresses().get(name);
    if (address == null) {
      throw new OperationsException(
          "the stage "
              + stage
              + " has no parameter "
              + name
              + ": deploy it with this version of Gamekeeper",
          null);
    }
    SdkHttpRequest signed = signed(request, base(address, name), open.credentials());
    Map<String, String> headers = new LinkedHashMap<>();
    signed.headers().forEach((header, values) -> headers.put(header, String.join(",", values)));
    headers.remove("Host"); // the client derives the same from the address
    return account.send(request.method(), signed.getUri(), headers, request.body());
  }

  private Session open() {
    Map<String, String> addresses = account.parameters(OperationsPart.parameters(stage));
    if (addresses.isEmpty()) {
      throw new OperationsException(
          "there is no stage %s in %s (no parameters below %s): choose its account and region with --profile and --region"
              .formatted(stage, account.region(), OperationsPart.parameters(stage)),
          null);
    }
    return new Session(account.assume(role.roleName(stage)), addresses);
  }

  /** Returns the address without the slash at its end; a parameter that holds none is refused. */
  private static String base(String address, String parameter) {
    if (!address.matches("https://[A-Za-z0-9.-]+(:[0-9]+)?/?")) {
      throw new OperationsException(
          "the parameter " + parameter + " holds no function URL: deploy the stage again", null);
    }
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  private SdkHttpRequest signed(Request request, String base, AwsAccount.Credentials credentials) {
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method()))
            .uri(URI.create(base + request.target()));
    request.headers().forEach(unsigned::putHeader);
    @Nullable String body = request.body();
    SignedRequest signed =
        SIGNER.sign(
            sign -> {
              sign.identity(
                      AwsSessionCredentialsIdentity.create(
                          credentials.accessKeyId(),
                          credentials.secretAccessKey(),
                          credentials.sessionToken()))
                  .request(unsigned.build())
                  .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                  .putProperty(AwsV4HttpSigner.REGION_NAME, account.region())
                  .putProperty(HttpSigner.SIGNING_CLOCK, clock);
              if (body != null) {
                sign.payload(ContentStreamProvider.fromString(body, StandardCharsets.UTF_8));
              }
            });
    return signed.request();
  }

  @Override
  public String leadsTo() {
    return "the stage " + stage;
  }

  @Override
  public String signIn() {
    return "check that the machine's clock is right and that "
        + role.roleName(stage)
        + " is a role of this stage, or choose another with --role";
  }

  @Override
  public void close() {
    account.close();
  }
}
