package io.gamekeeper.local.aws.autoscaling.machine;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What the stage does for one instance, as AWS would: with the rights of the instance's role. */
public interface InstanceServices {

  /** A value of the metadata service, by its path below {@code /latest/meta-data/}. */
  Optional<String> metadata(String path);

  /** Carries out a call of the AWS CLI; a refusal has a status of 400 or more and says why. */
  Answer aws(List<String> arguments);

  /** The document that the AppConfig agent would serve. */
  Answer configuration(String application, String environment, String profile);

  /** The Redis in which servers agree on who holds a player's session. */
  Optional<URI> claims();

  /** The public keys that players' tokens are signed with. */
  Answer keySet(String url);

  /** Takes a line that a process of the instance sent to the metrics agent. */
  void metrics(String line);

  /** Takes a line that a process of the instance printed. */
  void log(String line);
}
