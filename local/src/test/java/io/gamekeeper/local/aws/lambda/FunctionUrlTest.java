package io.gamekeeper.local.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.aws.sts.Sts;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.iam.RoleSession;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.testing.Uncalled;
import io.gamekeeper.platform.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Calls by function URLs, signed as the AWS SDK signs. */
final class FunctionUrlTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Answers with what the path asks for; otherwise with the event. */
  private static final String SOURCE =
      """
      package sample;

      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
      import io.gamekeeper.platform.Platform;
      import java.io.IOException;
      import java.io.InputStream;
      import java.io.OutputStream;
      import java.nio.charset.StandardCharsets;

      public class Handler implements RequestStreamHandler {
        Handler(Platform platform) {}

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
          String event = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          String path = event.replaceAll("(?s).*\\"rawPath\\":\\"([^\\"]*)\\".*", "$1");
          out.write((switch (path) {
            case "/fail" -> throw new IllegalStateException("asked to fail");
            case "/html" -> "<html>";
            case "/text" -> "\\"Hello\\"";
            case "/status" -> "{\\"statusCode\\":700}";
            case "/large" -> "\\"" + "x".repeat(6 << 20) + "\\"";
            case "/made" -> "{\\"statusCode\\":201,\\"headers\\":{\\"X-A\\":\\"b\\"},\\"cookies\\":[\\"c=d; Path=/\\",\\"e=f\\"],"
                + "\\"body\\":\\"aGk=\\",\\"isBase64Encoded\\":true}";
            default -> event;
          }).getBytes(StandardCharsets.UTF_8));
        }
      }
      """;

  private static final String TEMPLATE =
      """
      {'Resources': {
        'OnCall': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'gamekeeper-dev-on-call', 'AssumeRolePolicyDocument': TRUST,
          'Policies': [{'PolicyName': 'calls', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'lambda:InvokeFunctionUrl', 'Resource': 'FUNCTION:live',
             'Condition': {'StringEquals': {'lambda:FunctionUrlAuthType': 'AWS_IAM'}}},
            {'Effect': 'Allow', 'Action': 'lambda:InvokeFunction', 'Resource': 'FUNCTION:live',
             'Condition': {'Bool': {'lambda:InvokedViaFunctionUrl': 'true'}}}]}}]}},
        'Nobody': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'nobody', 'AssumeRolePolicyDocument': TRUST}},
        'OnlyUrl': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'only-url', 'AssumeRolePolicyDocument': TRUST,
          'Policies': [{'PolicyName': 'calls', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'lambda:InvokeFunctionUrl', 'Resource': '*'}]}}]}},
        'OnlyFunction': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'only-function', 'AssumeRolePolicyDocument': TRUST,
          'Policies': [{'PolicyName': 'calls', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'lambda:InvokeFunction', 'Resource': '*'}]}}]}},
        'Elsewhere': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'elsewhere', 'AssumeRolePolicyDocument': TRUST,
          'Policies': [{'PolicyName': 'calls', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'lambda:*', 'Resource': 'FUNCTION:other'}]}}]}},
        'Url': {'Type': 'AWS::Lambda::Url', 'Properties': {
          'TargetFunctionArn': 'FUNCTION', 'Qualifier': 'live', 'AuthType': 'AWS_IAM',
          'InvokeMode': 'BUFFERED'}}
      }}
      """
          .replace(
              "TRUST",
              "{'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',"
                  + " 'Principal': {'AWS': 'arn:aws:iam::000000000000:root'}}]}")
          .replace("FUNCTION", "arn:aws:lambda:eu-central-1:000000000000:function:console");

  private static Path zip;

  private final LedTime time;
  private final LambdaService functions;
  private final Sts sts;
  private final Names names = new Names();
  private final FunctionUrlType type;
  private Resources resources;
  private String host = "";

  @BeforeAll
  static void compile(@TempDir Path folder) throws Exception {
    zip = FunctionZip.compile(folder, SOURCE);
  }

  FunctionUrlTest(@TempDir Path folder) {
    Console.install();
    time = new LedTime(folder);
    time.ground().logs().create("group");
    sts = new Sts(time.ground());
    functions =
        new LambdaService(
            Surroundings.on(
                time.ground(),
                _ -> Uncalled.of(Platform.class),
                new Bundles(folder.resolve("bundles"))));
    functions.create(new DeclaredFunction("console", zip).timeout(Duration.ofSeconds(20)).config());
    functions.alias("console", "live", functions.publish("console"));
    type = new FunctionUrlType(functions, time.ground(), names);
  }

  @BeforeEach
  void provision() {
    resources = provision(TEMPLATE);
    host =
        URI.create(resources.find("Url").orElseThrow().attributes().getOrDefault("FunctionUrl", ""))
            .getHost();
  }

  @AfterEach
  void close() {
    resources.close();
    functions.close();
    time.close();
  }

  private Resources provision(String template) {
    List<ResourceType> types = new ArrayList<>(new Iam(time.ground()).resourceTypes());
    types.add(type);
    return Provisioning.provision(types, template);
  }

  @Test
  void theAddressIsOneOfLambdaAndReachesTheFunctionThatItIsFor() {
    assertThat(host).matches("[a-z0-9]{32}\\.lambda-url\\.eu-central-1\\.on\\.aws");
    assertThat(resources.find("Url").orElseThrow().attributes())
        .containsEntry("FunctionUrl", "https://" + host + "/")
        .containsEntry(
            "FunctionArn", "arn:aws:lambda:eu-central-1:000000000000:function:console:live");
    assertThat(type.called())
        .containsExactly("arn:aws:lambda:eu-central-1:000000000000:function:console:live");
  }

  @Test
  void theFunctionGetsTheRequestAndWhoSignedIt() throws Exception {
    RoleSession ann = sts.assumeAsAccount("gamekeeper-dev-on-call", "ann@studio.example");

    FrontResponse answer =
        send(
            sign(
                ann,
                post("/ops/v1/alarms/a%20b/fire?x=%C3%A4&x=2&empty", "{\"was\":\"OK\"}")
                    .andThen(
                        request ->
                            request
                                .putHeader("content-type", "application/json")
                                .putHeader("cookie", "a=b; c=d")
                                .putHeader("Gamekeeper-Reason", "a drill"))
                    .apply(SdkHttpFullRequest.builder())),
            "{\"was\":\"OK\"}");

    assertThat(answer.status()).as(text(answer)).isEqualTo(200);
    JsonNode event = JSON.readTree(answer.body());
    assertThat(event.path("version").asText()).isEqualTo("2.0");
    assertThat(event.path("routeKey").asText()).isEqualTo("$default");
    assertThat(event.path("rawPath").asText()).isEqualTo("/ops/v1/alarms/a%20b/fire");
    assertThat(event.path("rawQueryString").asText()).isEqualTo("x=%C3%A4&x=2&empty");
    assertThat(event.path("queryStringParameters").path("x").asText()).isEqualTo("ä,2");
    assertThat(event.path("cookies").toString()).isEqualTo("[\"a=b\",\"c=d\"]");
    assertThat(event.path("headers").path("gamekeeper-reason").asText()).isEqualTo("a drill");
    assertThat(event.path("headers").has("authorization")).isFalse();
    assertThat(event.path("body").asText()).isEqualTo("{\"was\":\"OK\"}");
    assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    JsonNode context = event.path("requestContext");
    assertThat(context.path("domainName").asText()).isEqualTo(host);
    assertThat(context.path("domainPrefix").asText()).isEqualTo(host.split("\\.", -1)[0]);
    assertThat(context.path("apiId").asText()).isEqualTo(host.split("\\.", -1)[0]);
    assertThat(context.path("accountId").asText()).isEqualTo("000000000000");
    assertThat(context.path("http").path("method").asText()).isEqualTo("POST");
    assertThat(context.path("http").path("sourceIp").asText()).isEqualTo("127.0.0.1");
    assertThat(context.path("time").asText()).isEqualTo("21/Nov/2026:10:00:00 +0000");
    assertThat(context.path("timeEpoch").asLong()).isEqualTo(LedTime.START.toEpochMilli());
    JsonNode iam = context.path("authorizer").path("iam");
    assertThat(iam.path("userArn").asText())
        .isEqualTo(
            "arn:aws:sts::000000000000:assumed-role/gamekeeper-dev-on-call/ann@studio.example");
    assertThat(iam.path("accessKey").asText()).isEqualTo(ann.accessKeyId()).startsWith("ASIA");
    assertThat(iam.path("userId").asText()).matches("AROA[0-9A-Z]{17}:ann@studio\\.example");
    assertThat(iam.path("cognitoIdentity").isNull()).isTrue();
    assertThat(iam.path("principalOrgId").isNull()).isTrue();
  }

  @Test
  void whatIsNoTextArrivesInBase64() throws Exception {
    FrontResponse answer =
        send(sign(onCall(), post("/", "hi").apply(SdkHttpFullRequest.builder())), "hi");

    assertThat(JSON.readTree(answer.body()).path("body").asText()).isEqualTo("aGk=");
    assertThat(JSON.readTree(answer.body()).path("isBase64Encoded").asBoolean()).isTrue();
  }

  @Test
  void aFunctionMayAnswerWithStatusHeadersAndCookiesOrJustWithJson() throws Exception {
    FrontResponse made = send(get("/made"), "");
    FrontResponse plain = send(get("/text"), "");

    assertThat(made.status()).isEqualTo(201);
    assertThat(text(made)).isEqualTo("hi");
    assertThat(made.headers())
        .contains(
            new FrontRequest.Field("x-a", "b"),
            new FrontRequest.Field("set-cookie", "c=d; Path=/"),
            new FrontRequest.Field("set-cookie", "e=f"));
    assertThat(plain.status()).isEqualTo(200);
    assertThat(text(plain)).isEqualTo("\"Hello\"");
    assertThat(plain.headers())
        .containsExactly(new FrontRequest.Field("content-type", "application/json"));
  }

  @ParameterizedTest
  @CsvSource({
    "/fail, asked to fail",
    "/html, is not JSON",
    "/status, no valid statusCode",
    "/large, larger than 6 MB",
  })
  void aFunctionThatFailsIsAnsweredWith502AndNoted(String path, String why) throws Exception {
    FrontResponse answer = send(get(path), "");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(text(answer)).doesNotContain(why);
    assertThat(time.errors().newest()).singleElement().asString().contains(why);
  }

  @Test
  void requestsOfMoreThanSixMegabytesAreRefused() throws Exception {
    String six = "x".repeat(6 << 20);

    assertThat(
            send(sign(onCall(), post("/", six).apply(SdkHttpFullRequest.builder())), six + "x")
                .status())
        .isEqualTo(413);
    assertThat(
            send(sign(onCall(), post("/", six).apply(SdkHttpFullRequest.builder())), six).status())
        .isEqualTo(413); // with what else an event has
  }

  @ParameterizedTest
  @CsvSource({"nobody", "only-url", "only-function", "elsewhere"})
  void aRoleNeedsBothPermissionsForExactlyThatFunction(String role) throws Exception {
    FrontResponse answer = send(sign(sts.assumeAsAccount(role, "ann"), request("GET", "/")), "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(text(answer))
        .isEqualTo(
            "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization issues, see:"
                + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}");
  }

  @Test
  void whatIsChangedAfterTheSigningIsRefused() throws Exception {
    SdkHttpRequest signed =
        sign(onCall(), post("/fire?alarm=a", "{}").apply(SdkHttpFullRequest.builder()));
    String matches = "signature we calculated does not match";

    assertThat(send(signed, "{}").status()).isEqualTo(200);
    assertRefused(send(signed, "{ }"), matches);
    assertRefused(send(signed.copy(b -> b.putRawQueryParameter("alarm", "b")), "{}"), matches);
    assertRefused(send(signed.copy(b -> b.encodedPath("/acknowledge")), "{}"), matches);
    assertRefused(send(signed.copy(b -> b.method(SdkHttpMethod.PUT)), "{}"), matches);
    assertRefused(send(signed.copy(b -> b.putHeader("Host", "other.on.aws")), "{}"), matches);
    assertRefused(
        send(signed.copy(b -> b.putHeader("X-Amz-Extra", "1")), "{}"), "'x-amz-extra' must be");
    assertRefused(
        send(
            signed.copy(
                b ->
                    b.putHeader(
                        "Authorization",
                        authorization(signed).replaceFirst("Signature=.", "Signature=g"))),
            "{}"),
        "Authorization header requires");
  }

  @Test
  void aHashOfTheBodyThatSaysUnsignedIsRefused() throws Exception {
    SdkHttpRequest signed =
        sign(
            onCall(),
            post("/", "{}")
                .andThen(b -> b.putHeader("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
                .apply(SdkHttpFullRequest.builder()));

    assertThat(send(signed, "{ }").status()).isEqualTo(403);
  }

  @Test
  void credentialsEndAndSignaturesGrowOld() throws Exception {
    RoleSession session = onCall();
    SdkHttpRequest signed = sign(session, request("GET", "/"));

    time.advance(Duration.ofMinutes(5));
    assertThat(send(signed, "").status()).isEqualTo(200);
    time.advance(Duration.ofSeconds(1));
    assertRefused(send(signed, ""), "Signature expired");
    assertRefused(
        send(
            sign(
                session,
                request("GET", "/"),
                "eu-central-1",
                "lambda",
                time.instant().plusSeconds(301)),
            ""),
        "not yet current");
    time.advance(Duration.ofMinutes(55));
    assertRefused(
        send(sign(session, request("GET", "/")), ""),
        "security token included in the request is expired");
  }

  @Test
  void onlySignaturesForThisRegionAndServiceCount() throws Exception {
    assertRefused(
        send(sign(onCall(), request("GET", "/"), "us-east-1", "lambda", time.instant()), ""),
        "valid region");
    assertRefused(
        send(
            sign(onCall(), request("GET", "/"), "eu-central-1", "execute-api", time.instant()), ""),
        "correct service: 'lambda'");
  }

  @Test
  void onlyCredentialsThatWereIssuedCount() throws Exception {
    RoleSession real = onCall();
    String invalid = "security token included in the request is invalid";

    assertRefused(
        send(sign(forged("ASIAAAAAAAAAAAAAAAAA", real.secretAccessKey(), real.sessionToken())), ""),
        invalid);
    assertRefused(
        send(sign(forged(real.accessKeyId(), real.secretAccessKey(), "forged")), ""), invalid);
    assertRefused(
        send(sign(forged(real.accessKeyId(), "forged", real.sessionToken())), ""),
        "signature we calculated does not match");
    assertRefused(send(request("GET", "/").build(), ""), "Missing Authentication Token");
  }

  /** Template reference, AWS::Lambda::Url. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'AuthType': 'AWS_IAM' | 'AuthType': 'NONE' | AuthType is NONE; the stage supports AWS_IAM",
        "'InvokeMode': 'BUFFERED' | 'InvokeMode': 'RESPONSE_STREAM' | InvokeMode is RESPONSE_STREAM",
        "'InvokeMode': 'BUFFERED' | 'Cors': {'AllowOrigins': ['*']} | Cors lets pages of other sites call",
        "'Qualifier': 'live' | 'Qualifier': '1' | Qualifier is 1; only an alias",
        "'Qualifier': 'live' | 'Qualifier': 'beta' | beta",
        "'Qualifier': 'live' | 'Qualifier': 'live' | has a URL already",
      })
  void whatLambdaWouldRefuseIsRefused(String given, String instead, String problem) {
    assertThatThrownBy(() -> provision(TEMPLATE.replace(given, instead)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private static void assertRefused(FrontResponse answer, String why) throws Exception {
    assertThat(answer.status()).as(why).isEqualTo(403);
    assertThat(JSON.readTree(answer.body()).path("Message").asText()).contains(why);
  }

  private RoleSession onCall() {
    return sts.assumeAsAccount("gamekeeper-dev-on-call", "ann");
  }

  private RoleSession forged(String id, String secret, String token) {
    return new RoleSession(onCall().role(), "ann", id, secret, token, Instant.MAX);
  }

  private SdkHttpRequest get(String path) {
    return sign(onCall(), request("GET", path));
  }

  private SdkHttpFullRequest.Builder request(String method, String path) {
    return SdkHttpFullRequest.builder()
        .method(SdkHttpMethod.valueOf(method))
        .uri(URI.create("https://" + host + path));
  }

  private UnaryOperator<SdkHttpFullRequest.Builder> post(String path, String body) {
    return request ->
        request
            .method(SdkHttpMethod.POST)
            .uri(URI.create("https://" + host + path))
            .contentStreamProvider(ContentStreamProvider.fromUtf8String(body));
  }

  private SdkHttpRequest sign(RoleSession session) {
    return sign(session, request("GET", "/"));
  }

  private SdkHttpRequest sign(RoleSession session, SdkHttpFullRequest.Builder request) {
    return sign(session, request, "eu-central-1", "lambda", time.instant());
  }

  private static SdkHttpRequest sign(
      RoleSession session,
      SdkHttpFullRequest.Builder builder,
      String region,
      String service,
      Instant at) {
    SdkHttpFullRequest request = builder.build();
    return AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(
                        AwsSessionCredentialsIdentity.create(
                            session.accessKeyId(),
                            session.secretAccessKey(),
                            session.sessionToken()))
                    .request(request)
                    .payload(request.contentStreamProvider().orElse(null))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
        .request();
  }

  private static String authorization(SdkHttpRequest request) {
    return request.firstMatchingHeader("Authorization").orElseThrow();
  }

  private FrontResponse send(SdkHttpRequest signed, String body) throws Exception {
    List<FrontRequest.Field> headers = new ArrayList<>();
    signed
        .headers()
        .forEach(
            (name, values) ->
                values.forEach(
                    value ->
                        headers.add(new FrontRequest.Field(name.toLowerCase(Locale.ROOT), value))));
    return (FrontResponse)
        names
            .site(host)
            .orElseThrow()
            .answer(
                new FrontRequest(
                    signed.method().name(),
                    signed.encodedPath(),
                    signed.encodedQueryParameters().orElse(null),
                    headers,
                    RequestBody.of(body.getBytes(UTF_8)),
                    "127.0.0.1"),
                0);
  }

  private static String text(FrontResponse response) {
    return new String(Arrays.copyOf(response.body(), Math.min(response.body().length, 500)), UTF_8);
  }
}
