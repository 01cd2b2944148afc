package io.gamekeeper.local.target;

import io.gamekeeper.local.service.StageException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.arns.Arn;

/** All that can be called by its ARN. Each service brings its own part. */
public final class Targets {
  private final Map<String, Source> sources = new ConcurrentHashMap<>();

  /** Finds the targets of one service. */
  @FunctionalInterface
  public interface Source {
    /** The target of that ARN; empty if no template declares it. */
    Optional<Target> find(Arn arn);
  }

  /**
   * Adds a service's targets.
   *
   * @param service as ARNs name it, for instance {@code sqs}
   */
  public void add(String service, Source source) {
    sources.put(service, source);
  }

  /**
   * The target of an ARN; empty if no template declares it.
   *
   * @throws StageException if the text is no ARN, or names a service that cannot be called
   */
  public Optional<Target> find(String arn) {
    Arn parsed = parse(arn);
    Source source = sources.get(parsed.service());
    if (source == null) {
      throw new StageException(
          arn + " cannot be called on the stage, only " + new TreeSet<>(sources.keySet()));
    }
    return source.find(parsed);
  }

  /**
   * Hands a call to the target of an ARN.
   *
   * @throws NotTakenException if there is none, or it does not take the call
   */
  public void call(String arn, Call call) throws NotTakenException {
    Target target =
        find(arn).orElseThrow(() -> new NotTakenException("NO_RESOURCE", "there is no " + arn));
    target.take(call);
  }

  private static Arn parse(String arn) {
    return Arn.tryFromString(arn)
        .orElseThrow(() -> new StageException("\"" + arn + "\" is no ARN"));
  }
}
