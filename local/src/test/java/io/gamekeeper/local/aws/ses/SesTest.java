package io.gamekeeper.local.aws.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.Callers;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.inbox.Delivered;
import io.gamekeeper.local.inbox.Fault;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.VirtualTime;
import java.net.ConnectException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.Content;
import software.amazon.awssdk.services.sesv2.model.Destination;
import software.amazon.awssdk.services.sesv2.model.InternalServiceErrorException;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.TooManyRequestsException;

final class SesTest {
  private static final String ARN = "arn:aws:ses:eu-central-1:000000000000:identity/";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Domain': {'Type': 'AWS::SES::EmailIdentity', 'Properties': {
          'EmailIdentity': 'alerts.example.com',
          'DkimAttributes': {'SigningEnabled': true},
          'DkimSigningAttributes': {'NextSigningKeyLength': 'RSA_2048_BIT'},
          'FeedbackAttributes': {'EmailForwardingEnabled': false},
          'MailFromAttributes': {'MailFromDomain': 'bounce.alerts.example.com'}}},
        'Person': {'Type': 'AWS::SES::EmailIdentity', 'Properties': {
          'EmailIdentity': 'ann@example.org'}},
        'Signed': {'Type': 'AWS::SES::EmailIdentity', 'Properties': {
          'EmailIdentity': 'signed.example.com',
          'DkimSigningAttributes': {
            'DomainSigningSelector': 's1', 'DomainSigningPrivateKey': 'MIIB'}}}
      }}
      """;

  private final LedTime led = new LedTime();
  private final VirtualTime time = new VirtualTime();
  private final Channels channels =
      new Channels(new StageTime(time, time::advance, new Random(17)));
  private final Services services = new Services(led.ground());
  private final Resources resources;
  private final SesV2Client client;

  SesTest() {
    services.add(new Ses(led.ground(), channels));
    resources = provision(TEMPLATE);
    client = client("*");
  }

  @AfterEach
  void close() {
    resources.close();
    led.close();
  }

  @Test
  void aDomainHasTheRecordsThatProveIt() {
    Map<String, String> domain = resources.find("Domain").orElseThrow().attributes();

    assertThat(resources.find("Domain").orElseThrow().ref()).isEqualTo("alerts.example.com");
    assertThat(domain)
        .containsOnlyKeys(
            "DkimDNSTokenName1",
            "DkimDNSTokenName2",
            "DkimDNSTokenName3",
            "DkimDNSTokenValue1",
            "DkimDNSTokenValue2",
            "DkimDNSTokenValue3");
    assertThat(domain.get("DkimDNSTokenName1"))
        .matches("[0-9a-z]{32}\\._domainkey\\.alerts\\.example\\.com");
    assertThat(domain.get("DkimDNSTokenValue1")).matches("[0-9a-z]{32}\\.dkim\\.amazonses\\.com");
    assertThat(domain.get("DkimDNSTokenValue2")).isNotEqualTo(domain.get("DkimDNSTokenValue1"));
    assertThat(resources.find("Person").orElseThrow().attributes()).isEmpty();
    assertThat(resources.find("Signed").orElseThrow().attributes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'EmailIdentity': 'no domain'                                                     | neither a domain nor an address
          'EmailIdentity': 'Ann <ann@example.com>'                                         | neither a domain nor an address
          'EmailIdentity': 'a.example.com', 'MailFromAttributes': {'MailFromDomain': 'b.example.com'} | not below a.example.com
          'EmailIdentity': 'a.example.com', 'MailFromAttributes': {'BehaviorOnMxFailure': 'IGNORE'} | USE_DEFAULT_VALUE
          'EmailIdentity': 'a.example.com', 'DkimSigningAttributes': {'NextSigningKeyLength': 'RSA_512_BIT'} | RSA_1024_BIT
          'EmailIdentity': 'a.example.com', 'DkimSigningAttributes': {'DomainSigningSelector': 's1'} | need each other
          """)
  void anIdentityThatSesRefusesStopsTheStart(String properties, String problem) {
    String template =
        "{'Resources': {'Bad': {'Type': 'AWS::SES::EmailIdentity', 'Properties': {"
            + properties
            + "}}}}";

    assertThatThrownBy(() -> provision(template))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("Bad")
        .hasMessageContaining(problem);
  }

  @Test
  void aMailReachesEachOfItsRecipients() {
    String id =
        send(
            request ->
                request.destination(
                    to ->
                        to.toAddresses("Bob <bob@Example.net>")
                            .ccAddresses("cleo@example.net", "bob@example.net")));

    assertThat(id).isNotEmpty();
    assertThat(channels.inbox().all())
        .containsExactly(
            new Delivered(
                Channel.MAIL,
                "bob@example.net",
                VirtualTime.START,
                "It burns",
                "see https://console.example/a",
                List.of("https://console.example/a")),
            new Delivered(
                Channel.MAIL,
                "cleo@example.net",
                VirtualTime.START,
                "It burns",
                "see https://console.example/a",
                List.of("https://console.example/a")));
  }

  @Test
  void markupOfAMailIsReadAsAReaderSeesIt() {
    send(
        request ->
            request.content(
                content ->
                    content.simple(
                        message ->
                            message
                                .subject(utf8("<b>Feuer</b> & Flamme – 火"))
                                .body(
                                    body ->
                                        body.html(
                                            utf8(
                                                """
                                                <html><head><title>no</title><style>p {}</style></head>
                                                <body><!-- no --><p>a &lt;script&gt;alert(1)&lt;/script&gt; &amp; b</p>
                                                <p><a class="x" href="https://console.example/?a=1&amp;b=2">Look</a><br>now&#33;</p></body></html>
                                                """))))));

    Delivered mail = channels.inbox().all().getFirst();
    assertThat(mail.title()).isEqualTo("<b>Feuer</b> & Flamme – 火");
    assertThat(mail.text()).isEqualTo("a <script>alert(1)</script> & b\nLook\nnow!");
    assertThat(mail.links()).containsExactly("https://console.example/?a=1&b=2");
  }

  @Test
  void ofBothPartsTheTextIsReadAndAllLinksCount() {
    send(
        request ->
            request.content(
                content ->
                    content.simple(
                        message ->
                            message
                                .subject(utf8("s"))
                                .body(
                                    body ->
                                        body.text(utf8("text https://a.example"))
                                            .html(utf8("<a href='https://b.example'>html</a>"))))));

    Delivered mail = channels.inbox().all().getFirst();
    assertThat(mail.text()).isEqualTo("text https://a.example");
    assertThat(mail.links()).containsExactly("https://a.example", "https://b.example");
  }

  @Test
  void whoSaysNothingOfTheCharactersSendsAscii() {
    send(
        request ->
            request.content(
                content ->
                    content.simple(
                        message ->
                            message
                                .subject(subject -> subject.data("Überlast"))
                                .body(body -> body.text(utf8("ü"))))));

    assertThat(channels.inbox().all().getFirst().title()).isEqualTo("?berlast");
    assertThat(channels.inbox().all().getFirst().text()).isEqualTo("ü");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oncall@alerts.example.com",
        "On-Call <oncall@Alerts.Example.com>",
        "oncall@eu.alerts.example.com",
        "ann@example.org"
      })
  void mailsComeFromDeclaredIdentitiesAndBelow(String from) {
    send(request -> request.fromEmailAddress(from));

    assertThat(channels.inbox().all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@example.com",
        "bob@example.org",
        "x@notalerts.example.com",
        "Ann@example.org"
      })
  void aSenderWithoutIdentityIsRejected(String from) {
    MessageRejectedException rejected =
        catchThrowableOfType(
            MessageRejectedException.class, () -> send(request -> request.fromEmailAddress(from)));

    assertThat(rejected.statusCode()).isEqualTo(400);
    assertThat(rejected.awsErrorDetails().errorCode()).isEqualTo("MessageRejected");
    assertThat(rejected.awsErrorDetails().errorMessage())
        .isEqualTo(
            "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: "
                + from);
    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void theRoleNeedsTheIdentityOfTheSender() {
    SesV2Client own = client(ARN + "alerts.example.com");

    own.sendEmail(mail(request -> {}));
    SesV2Exception denied =
        catchThrowableOfType(
            SesV2Exception.class,
            () -> own.sendEmail(mail(request -> request.fromEmailAddress("ann@example.org"))));

    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(denied.awsErrorDetails().errorMessage())
        .contains("ses:SendEmail", ARN + "ann@example.org");
    assertThatThrownBy(
            () -> own.sendEmail(mail(request -> request.fromEmailAddress("x@other.example"))))
        .isInstanceOf(SesV2Exception.class)
        .hasMessageContaining(ARN + "x@other.example");
    assertThat(channels.inbox().all()).hasSize(1);
  }

  @Test
  void whatAMailLacksIsABadRequest() {
    assertBad(request -> request.fromEmailAddress(null), "FromEmailAddress");
    assertBad(request -> request.destination((Destination) null), "Destination");
    assertBad(request -> request.destination(to -> {}), "no recipient");
    assertBad(
        request -> request.destination(to -> to.toAddresses("bob")), "Missing final '@domain'");
    assertBad(
        request -> request.destination(to -> to.toAddresses("b b@example.com")), "Illegal address");
    assertBad(
        request ->
            request.destination(to -> to.toAddresses(Collections.nCopies(51, "bob@example.com"))),
        "Recipient count exceeds 50");
    assertBad(
        request ->
            request.content(
                content -> content.simple(message -> message.subject(utf8("s")).body(body -> {}))),
        "neither a text nor an HTML part");
    assertBad(
        request ->
            request.content(
                content ->
                    content.simple(
                        message ->
                            message
                                .subject(utf8("a\r\nBcc: eve@example.com"))
                                .body(body -> body.text(utf8("t"))))),
        "control characters");
    assertBad(
        request ->
            request.content(
                content -> content.simple(message -> message.body(body -> body.text(utf8("t"))))),
        "Subject has no Data");
    assertBad(
        request -> request.emailTags(MessageTag.builder().name("a b").value("c").build()), "tag");
    assertBad(request -> request.replyToAddresses("nobody"), "Missing final");
    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void whatTheStageDoesNotHaveIsSaidSo() {
    assertThatThrownBy(() -> send(request -> request.configurationSetName("main")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("Configuration set <main> does not exist.");
    assertThatThrownBy(
            () ->
                send(
                    request ->
                        request.content(content -> content.template(t -> t.templateName("x")))))
        .isInstanceOf(NotSimulatedException.class);
    assertThatThrownBy(
            () -> send(request -> request.fromEmailAddressIdentityArn(ARN + "example.net")))
        .isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void faultsOfTheServiceAreThoseOfTheSdk() {
    channels.disturb(Channel.MAIL, new Fault(Fault.State.DOWN, 0));
    assertThatThrownBy(() -> send(request -> {}))
        .isInstanceOf(SdkClientException.class)
        .hasCauseInstanceOf(ConnectException.class);

    channels.disturb(Channel.MAIL, new Fault(Fault.State.BUSY, 0));
    TooManyRequestsException busy =
        catchThrowableOfType(TooManyRequestsException.class, () -> send(request -> {}));
    assertThat(busy.statusCode()).isEqualTo(429);
    assertThat(busy.isThrottlingException()).isTrue();

    channels.disturb(Channel.MAIL, new Fault(Fault.State.UP, 100));
    InternalServiceErrorException broken =
        catchThrowableOfType(InternalServiceErrorException.class, () -> send(request -> {}));
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(channels.inbox().all()).isEmpty();

    channels.disturb(Channel.MAIL, new Fault(Fault.State.SLOW, 0));
    send(request -> {});
    assertThat(channels.inbox().all().getFirst().at())
        .isEqualTo(VirtualTime.START.plus(Line.SLOWNESS));

    channels.disturb(Channel.MAIL, Fault.NONE);
    send(request -> {});
    assertThat(channels.inbox().all()).hasSize(2);
  }

  private void assertBad(Consumer<SendEmailRequest.Builder> change, String problem) {
    BadRequestException bad = catchThrowableOfType(BadRequestException.class, () -> send(change));
    assertThat(bad).as(problem).isNotNull();
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.awsErrorDetails().errorCode()).isEqualTo("BadRequestException");
    assertThat(bad.awsErrorDetails().errorMessage()).contains(problem);
  }

  private String send(Consumer<SendEmailRequest.Builder> change) {
    return client.sendEmail(mail(change)).messageId();
  }

  private static SendEmailRequest mail(Consumer<SendEmailRequest.Builder> change) {
    SendEmailRequest.Builder request =
        SendEmailRequest.builder()
            .fromEmailAddress("oncall@alerts.example.com")
            .destination(to -> to.toAddresses("bob@example.net"))
            .content(
                content ->
                    content.simple(
                        message ->
                            message
                                .subject(utf8("It burns"))
                                .body(body -> body.text(utf8("see https://console.example/a")))));
    change.accept(request);
    return request.build();
  }

  private static Content utf8(String text) {
    return Content.builder().data(text).charset("UTF-8").build();
  }

  private SesV2Client client(String resource) {
    return led.ground()
        .world()
        .client(Callers.allowed("ses:SendEmail", resource), SesV2Client.class);
  }

  private Resources provision(String template) {
    return Provisioning.provision(services.resourceTypes(), template);
  }
}
