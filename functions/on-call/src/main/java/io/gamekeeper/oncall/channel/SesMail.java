package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.platform.Platform;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.Content;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/**
 * Mails by SES, as text and as HTML.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html">SendEmail</a>
 */
final class SesMail implements Messenger {
  private static final int LONGEST_SUBJECT = 200;

  /** More than CloudWatch's longest description and reason, which have about 1024 characters. */
  private static final int LONGEST_FACT = 1100;

  private final Platform platform;
  private final String sender;
  private final AwsSending sending;

  /**
   * Creates the channel.
   *
   * @param sender the address that mails come from
   */
  SesMail(Platform platform, String sender) {
    this.platform = platform;
    this.sender = sender;
    this.sending = new AwsSending("SES", SesV2Exception.class, platform.clock());
  }

  @Override
  public Result send(String contact, Notification notification) {
    return Contacts.checked(Channel.MAIL, contact, () -> mail(contact, Wording.of(notification)));
  }

  private Result mail(String address, Wording wording) {
    return sending.send(
        () ->
            platform
                .client(SesV2Client.class)
                .sendEmail(
                    request ->
                        request
                            .fromEmailAddress(sender)
                            .destination(to -> to.toAddresses(address))
                            .content(
                                content ->
                                    content.simple(
                                        mail ->
                                            mail.subject(utf8(subject(wording)))
                                                .body(
                                                    body ->
                                                        body.text(utf8(text(wording)))
                                                            .html(utf8(html(wording))))))
                            .overrideConfiguration(AwsSending::once))
                .messageId());
  }

  private static Content utf8(String text) {
    return Content.builder().charset(StandardCharsets.UTF_8.name()).data(text).build();
  }

  private static String subject(Wording wording) {
    return Markup.PLAIN.fit(wording.title(), LONGEST_SUBJECT);
  }

  private static String text(Wording wording) {
    StringBuilder text = new StringBuilder(wording.title()).append('\n');
    for (Wording.Link link : wording.links()) {
      text.append("\n%s: %s".formatted(link.label(), link.address()));
    }
    for (Wording.Part part : wording.parts()) {
      text.append("\n\n").append(part.heading());
      for (Wording.Fact fact : part.facts()) {
        text.append("\n  %s: ".formatted(fact.label()))
            .append(Markup.PLAIN.fit(fact.text(), LONGEST_FACT));
      }
      text.append("\n  ").append(part.page());
    }
    if (wording.more() > 0) {
      text.append("\n\n").append(wording.andMore());
    }
    return text.append("\n\n").append(wording.origin()).append('\n').toString();
  }

  private static String html(Wording wording) {
    StringBuilder html =
        new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><body>")
            .append("<h1 style=\"font-size:1.3em\">%s</h1>".formatted(escaped(wording.title())));
    for (Wording.Link link : wording.links()) {
      html.append("<p>%s</p>".formatted(anchor(link)));
    }
    for (Wording.Part part : wording.parts()) {
      html.append("<h2 style=\"font-size:1.1em\">")
          .append(anchor(new Wording.Link(part.heading(), part.page())))
          .append("</h2><dl>");
      for (Wording.Fact fact : part.facts()) {
        html.append("<dt><b>%s</b></dt><dd>".formatted(fact.label()))
            .append(Markup.HTML.fit(fact.text(), LONGEST_FACT))
            .append("</dd>");
      }
      html.append("</dl>");
    }
    if (wording.more() > 0) {
      html.append("<p>%s</p>".formatted(wording.andMore()));
    }
    return html.append("<p><small>%s</small></p>".formatted(escaped(wording.origin())))
        .append("</body></html>\n")
        .toString();
  }

  private static String anchor(Wording.Link link) {
    return "<a href=\"%s\">%s</a>"
        .formatted(escaped(link.address().toString()), escaped(link.label()));
  }

  private static String escaped(String text) {
    return Markup.HTML.write(text);
  }
}
