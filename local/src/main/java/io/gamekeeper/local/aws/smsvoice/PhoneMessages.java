package io.gamekeeper.local.aws.smsvoice;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.inbox.SeenText;
import io.gamekeeper.local.service.Ids;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.pinpointsmsvoicev2.PinpointSmsVoiceV2Client;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.AccessDeniedException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.InternalServerException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.MessageType;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.PinpointSmsVoiceV2Exception;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ResourceNotFoundException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ResourceType;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendTextMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendTextMessageResponse;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendVoiceMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendVoiceMessageResponse;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ThrottlingException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ValidationException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ValidationExceptionField;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ValidationExceptionReason;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.VoiceId;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.VoiceMessageBodyTextType;

/**
 * The stage's End User Messaging as functions call it: {@code SendTextMessage} and {@code
 * SendVoiceMessage} from a number of the account.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html">SendTextMessage</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html">SendVoiceMessage</a>
 */
final class PhoneMessages {
  /** The API reference, of characters; SSML with its tags. */
  static final int LONGEST_TEXT_MESSAGE = 1600;

  static final int LONGEST_SPOKEN_TEXT = 3000;
  static final int LONGEST_SSML = 6000;

  private static final Pattern DESTINATION = Pattern.compile("\\+?[1-9][0-9]{1,18}");
  private static final String ENDPOINT = "sms-voice.amazonaws.com";
  private static final int BAD_REQUEST = 400;

  private final PhoneNumbers numbers;
  private final Line texts;
  private final Line calls;
  private final Ids ids;

  PhoneMessages(PhoneNumbers numbers, Line texts, Line calls, Ids ids) {
    this.numbers = numbers;
    this.texts = texts;
    this.calls = calls;
    this.ids = ids;
  }

  /** Returns the service in front of the numbers. */
  SimulatedService<PinpointSmsVoiceV2Client> service() {
    return new SimulatedService<>("sms-voice", PinpointSmsVoiceV2Client.class, PhoneMessages::error)
        .operation(
            "sendTextMessage",
            SendTextMessageRequest.class,
            List.of("DestinationPhoneNumber"),
            request -> access("sms-voice:SendTextMessage", request.originationIdentity()),
            this::text)
        .operation(
            "sendVoiceMessage",
            SendVoiceMessageRequest.class,
            List.of("DestinationPhoneNumber", "OriginationIdentity"),
            request -> access("sms-voice:SendVoiceMessage", request.originationIdentity()),
            this::call);
  }

  private List<Access> access(String action, @Nullable String number) {
    return List.of(new Access.ByRole(action, number == null ? "*" : numbers.resource(number)));
  }

  private SendTextMessageResponse text(SendTextMessageRequest request) {
    texts.meet(ENDPOINT, PhoneMessages::error);
    checkDestination(request.destinationPhoneNumber());
    if (request.originationIdentity() == null) {
      throw new NotSimulatedException("sms-voice:sendTextMessage without OriginationIdentity");
    }
    checkKnown(request.configurationSetName(), request.protectConfigurationId());
    if (request.messageType() == MessageType.UNKNOWN_TO_SDK_VERSION) {
      throw invalid("MessageType", "must be TRANSACTIONAL or PROMOTIONAL");
    }
    String body = body(request.messageBody(), LONGEST_TEXT_MESSAGE);
    checkNumber(request.originationIdentity());
    if (!Boolean.TRUE.equals(request.dryRun())) {
      texts.deliver(
          request.destinationPhoneNumber(),
          SeenText.firstLine(body),
          body,
          SeenText.addresses(body));
    }
    return SendTextMessageResponse.builder().messageId(ids.requestId()).build();
  }

  private SendVoiceMessageResponse call(SendVoiceMessageRequest request) {
    calls.meet(ENDPOINT, PhoneMessages::error);
    checkDestination(request.destinationPhoneNumber());
    checkKnown(request.configurationSetName(), request.protectConfigurationId());
    if (request.voiceId() == VoiceId.UNKNOWN_TO_SDK_VERSION) {
      throw invalid("VoiceId", "is not a voice: " + request.voiceIdAsString());
    }
    String spoken = spoken(request);
    checkNumber(request.originationIdentity());
    if (!Boolean.TRUE.equals(request.dryRun())) {
      calls.deliver(
          request.destinationPhoneNumber(), SeenText.firstLine(spoken), spoken, List.of());
    }
    return SendVoiceMessageResponse.builder().messageId(ids.requestId()).build();
  }

  private static String spoken(SendVoiceMessageRequest request) {
    @Nullable VoiceMessageBodyTextType type = request.messageBodyTextType();
    if (type == null || type == VoiceMessageBodyTextType.TEXT) {
      return body(request.messageBody(), LONGEST_SPOKEN_TEXT);
    }
    if (type != VoiceMessageBodyTextType.SSML) {
      throw invalid("MessageBodyTextType", "must be TEXT or SSML");
    }
    try {
      return Ssml.spoken(body(request.messageBody(), LONGEST_SSML));
    } catch (IllegalArgumentException e) {
      throw invalid("MessageBody", "is not valid SSML: " + e.getMessage());
    }
  }

  private static String body(@Nullable String body, int longest) {
    if (body == null || body.isBlank()) {
      throw invalid("MessageBody", "must not be empty");
    }
    if (body.codePointCount(0, body.length()) > longest) {
      throw invalid("MessageBody", "must have length less than or equal to " + longest);
    }
    return body;
  }

  private static void checkDestination(String number) {
    if (!DESTINATION.matcher(number).matches()) {
      throw invalid(
          "DestinationPhoneNumber", "must satisfy the regular expression " + DESTINATION.pattern());
    }
  }

  private void checkNumber(String number) {
    if (numbers.find(number).isEmpty()) {
      throw notFound(ResourceType.PHONE_NUMBER, number);
    }
  }

  private static void checkKnown(@Nullable String configurationSet, @Nullable String protect) {
    if (configurationSet != null) {
      throw notFound(ResourceType.CONFIGURATION_SET, configurationSet);
    }
    if (protect != null) {
      throw notFound(ResourceType.PROTECT_CONFIGURATION, protect);
    }
  }

  private static ResourceNotFoundException notFound(ResourceType type, String id) {
    return ResourceNotFoundException.builder()
        .resourceType(type)
        .resourceId(id)
        .awsErrorDetails(
            details("ResourceNotFoundException", "The resource " + id + " was not found."))
        .statusCode(BAD_REQUEST)
        .build();
  }

  private static ValidationException invalid(String member, String problem) {
    return ValidationException.builder()
        .reason(ValidationExceptionReason.FIELD_VALIDATION_FAILED)
        .fields(ValidationExceptionField.builder().name(member).message(problem).build())
        .awsErrorDetails(details("ValidationException", member + " " + problem))
        .statusCode(BAD_REQUEST)
        .build();
  }

  private static PinpointSmsVoiceV2Exception error(String code, int status, String message) {
    return switch (code) {
      case "ValidationException" ->
          with(
              ValidationException.builder()
                  .reason(ValidationExceptionReason.FIELD_VALIDATION_FAILED),
              code,
              status,
              message);
      case "AccessDeniedException" -> with(AccessDeniedException.builder(), code, status, message);
      case "ThrottlingException" -> with(ThrottlingException.builder(), code, BAD_REQUEST, message);
      case "InternalServerException" ->
          with(InternalServerException.builder(), code, status, message);
      default -> with(PinpointSmsVoiceV2Exception.builder(), code, status, message);
    };
  }

  private static PinpointSmsVoiceV2Exception with(
      PinpointSmsVoiceV2Exception.Builder exception, String code, int status, String message) {
    return (PinpointSmsVoiceV2Exception)
        exception.awsErrorDetails(details(code, message)).statusCode(status).build();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("PinpointSmsVoiceV2")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
