package io.gamekeeper.local.aws.ses;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/**
 * Amazon SES, out of its sandbox: mails of declared identities reach everybody. An identity counts
 * as verified as soon as it is declared.
 */
public final class Ses implements StageService {
  private final MailIdentities identities = new MailIdentities();
  private final Sending sending;

  public Ses(Ground ground, Channels channels) {
    this.sending = new Sending(identities, channels.line(Channel.MAIL), ground.ids());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(new EmailIdentityType(identities));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(sending.service());
  }
}
