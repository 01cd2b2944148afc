package io.gamekeeper.local.aws.ses;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.inbox.SeenText;
import io.gamekeeper.local.service.Ids;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.Body;
import software.amazon.awssdk.services.sesv2.model.Content;
import software.amazon.awssdk.services.sesv2.model.Destination;
import software.amazon.awssdk.services.sesv2.model.InternalServiceErrorException;
import software.amazon.awssdk.services.sesv2.model.Message;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendEmailResponse;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.TooManyRequestsException;

/**
 * The stage's SES as functions call it: {@code SendEmail} of simple mails.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html">SES API
 *     v2 reference, SendEmail</a>
 */
final class Sending {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** SES quotas: recipients of a message, and its size with all that is encoded. */
  private static final int MOST_RECIPIENTS = 50;

  private static final int MOST_BYTES = 40 * 1024 * 1024;

  /** SES API v2 reference, MessageTag. */
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  private final MailIdentities identities;
  private final Line line;
  private final Ids ids;

  Sending(MailIdentities identities, Line line, Ids ids) {
    this.identities = identities;
    this.line = line;
    this.ids = ids;
  }

  /** Returns the service in front of the identities. */
  SimulatedService<SesV2Client> service() {
    return new SimulatedService<>("ses", SesV2Client.class, Sending::error)
        .operation(
            "sendEmail",
            SendEmailRequest.class,
            List.of("FromEmailAddress", "Destination", "Content"),
            this::access,
            this::send);
  }

  private List<Access> access(SendEmailRequest request) {
    String from = request.fromEmailAddress();
    return List.of(
        new Access.ByRole(
            "ses:SendEmail",
            identities.resource(from),
            RequestContext.NONE.with(
                "ses:FromAddress",
                MailAddress.parse(from).map(MailAddress::toString).orElse(from))));
  }

  private SendEmailResponse send(SendEmailRequest request) {
    line.meet("email." + identities.region() + ".amazonaws.com", Sending::error);
    refuseWhatIsNotSimulated(request);
    Message message = request.content().simple();
    String subject = data("Subject", message.subject());
    if (subject.chars().anyMatch(Character::isISOControl)) {
      throw bad("The subject must not contain control characters.");
    }
    @Nullable Body body = message.body();
    if (body == null || (body.text() == null && body.html() == null)) {
      throw bad("The body has neither a text nor an HTML part.");
    }
    Optional<String> text = Optional.ofNullable(body.text()).map(part -> data("Body.Text", part));
    Optional<String> html = Optional.ofNullable(body.html()).map(part -> data("Body.Html", part));
    checkSize(subject, text, html);
    Set<String> recipients = recipients(request.destination());
    request.replyToAddresses().forEach(Sending::address);
    request.emailTags().forEach(Sending::checkTag);
    checkSender(request);
    String seen = text.or(() -> html.map(HtmlText::of)).orElse("");
    List<String> links =
        Stream.concat(
                SeenText.addresses(text.orElse("")).stream(),
                html.map(HtmlText::links).orElse(List.of()).stream())
            .distinct()
            .toList();
    recipients.forEach(to -> line.deliver(to, subject, seen, links));
    return SendEmailResponse.builder().messageId("0107" + ids.requestId() + "-000000").build();
  }

  private static void refuseWhatIsNotSimulated(SendEmailRequest request) {
    if (request.configurationSetName() != null) {
      throw error(
          "NotFoundException",
          NOT_FOUND,
          "Configuration set <" + request.configurationSetName() + "> does not exist.");
    }
    if (request.content().simple() == null
        || request.content().simple().hasAttachments()
        || request.listManagementOptions() != null
        || request.feedbackForwardingEmailAddress() != null
        || request.endpointId() != null
        || request.tenantName() != null) {
      throw new NotSimulatedException("ses:sendEmail of other than simple mails");
    }
  }

  private void checkSender(SendEmailRequest request) {
    MailAddress from = address(request.fromEmailAddress());
    String identity =
        identities
            .covering(from)
            .orElseThrow(
                () ->
                    error(
                        "MessageRejected",
                        BAD_REQUEST,
                        "Email address is not verified. The following identities failed the check in region %s: %s"
                            .formatted(identities.region().toUpperCase(Locale.ROOT), from)));
    @Nullable String claimed = request.fromEmailAddressIdentityArn();
    if (claimed != null && !claimed.equals(identity)) {
      throw new NotSimulatedException("ses:sendEmail by the authorization of another identity");
    }
  }

  private static Set<String> recipients(Destination destination) {
    List<String> all =
        Stream.of(destination.toAddresses(), destination.ccAddresses(), destination.bccAddresses())
            .flatMap(List::stream)
            .toList();
    if (all.isEmpty()) {
      throw bad("The destination has no recipient.");
    }
    if (all.size() > MOST_RECIPIENTS) {
      throw bad("Recipient count exceeds " + MOST_RECIPIENTS + ".");
    }
    Set<String> addresses = new LinkedHashSet<>();
    all.forEach(each -> addresses.add(address(each).toString()));
    return addresses;
  }

  private static MailAddress address(String text) {
    return MailAddress.parse(text)
        .orElseThrow(
            () -> bad(text.contains("@") ? "Illegal address: " + text : "Missing final '@domain'"));
  }

  private static void checkTag(MessageTag tag) {
    if (tag.name() == null
        || tag.value() == null
        || !TAG.matcher(tag.name()).matches()
        || !TAG.matcher(tag.value()).matches()) {
      throw bad("Invalid email tag " + tag.name() + ".");
    }
  }

  private static void checkSize(String subject, Optional<String> text, Optional<String> html) {
    long bytes =
        Stream.of(subject, text.orElse(""), html.orElse(""))
            .mapToLong(part -> part.getBytes(StandardCharsets.UTF_8).length)
            .sum();
    if (bytes > MOST_BYTES) {
      throw bad("Message length is more than " + MOST_BYTES + " bytes long: '" + bytes + "'.");
    }
  }

  /**
   * Returns a part of a mail as it arrives: what its character set, by default ASCII, does not have
   * is a question mark.
   */
  private static String data(String member, @Nullable Content content) {
    if (content == null || content.data() == null) {
      throw bad(member + " has no Data.");
    }
    try {
      Charset charset =
          content.charset() == null
              ? StandardCharsets.US_ASCII
              : Charset.forName(content.charset());
      return new String(content.data().getBytes(charset), charset);
    } catch (IllegalArgumentException e) {
      throw bad("Unsupported charset " + content.charset() + ".");
    }
  }

  private static SesV2Exception bad(String message) {
    return error("BadRequestException", BAD_REQUEST, message);
  }

  private static SesV2Exception error(String code, int status, String message) {
    return switch (code) {
      case "ValidationException", "BadRequestException" ->
          with(BadRequestException.builder(), "BadRequestException", BAD_REQUEST, message);
      case "MessageRejected" ->
          with(MessageRejectedException.builder(), code, BAD_REQUEST, message);
      case "NotFoundException" -> with(NotFoundException.builder(), code, status, message);
      case "ThrottlingException" ->
          with(
              TooManyRequestsException.builder(),
              "TooManyRequestsException",
              status,
              "Maximum sending rate exceeded.");
      case "InternalServerException" ->
          with(
              InternalServiceErrorException.builder(),
              "InternalServiceErrorException",
              status,
              message);
      case "AccessDeniedException" -> with(SesV2Exception.builder(), code, FORBIDDEN, message);
      default -> with(SesV2Exception.builder(), code, status, message);
    };
  }

  private static SesV2Exception with(
      SesV2Exception.Builder exception, String code, int status, String message) {
    return (SesV2Exception)
        exception
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("SesV2")
                    .errorCode(code)
                    .errorMessage(message)
                    .build())
            .statusCode(status)
            .build();
  }
}
