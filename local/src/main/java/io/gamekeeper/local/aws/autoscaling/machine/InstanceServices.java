package io.gamekeeper.local.aws.autoscaling.machine;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The services that the stage offers one instance, with the rights of the instance's role. */
public interface InstanceServices {

  /** Returns a value of the metadata service, by its path below {@code /latest/meta-data/}. */
  Optional<String> metadata(String path);

  /** Carries out a command of the AWS CLI; a refusal has a status of 400 or more and a reason. */
  Answer aws(List<String> arguments);

  /** Returns the document that the AppConfig agent would serve. */
  Answer configuration(String application, String environment, String profile);

  /** Returns the Redis in which servers agree on who holds a player's session. */
  Optional<URI> claims();

  /** Returns the public keys that verify players' tokens. */
  Answer keySet(String url);

  /** Takes a line that a process of the instance sent to the metrics agent. */
  void metrics(String line);

  /** Takes a document that a process of the instance sent to X-Ray's daemon. */
  void trace(String document);

  /** Takes a line that a process of the instance printed. */
  void log(String line);
}
