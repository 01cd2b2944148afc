package io.gamekeeper.local.target;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.TemplateException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;

/** All that can be called by its ARN. Each service brings its own part. */
public final class Targets {
  private static final String NO_ARN = " is no ARN";

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

  /** Tells whether anything of a service can be called. */
  public boolean reaches(String service) {
    return sources.containsKey(service);
  }

  /**
   * The target of an ARN; empty if no template declares it.
   *
   * @throws StageException if the text is no ARN, or names a service that cannot be called
   */
  public Optional<Target> find(String arn) {
    Arn parsed = Arn.tryFromString(arn).orElseThrow(() -> new StageException(quoted(arn) + NO_ARN));
    @Nullable Source source = sources.get(parsed.service());
    if (source == null) {
      throw new StageException(arn + uncallable());
    }
    return source.find(parsed);
  }

  /**
   * The target of an ARN that a template names.
   *
   * @param where the property that names it
   * @throws TemplateException if no template declares it, or it is not what can be called, or it
   *     takes only calls in a message group
   */
  public Target declared(String where, String arn) {
    return declared(where, arn, Optional.empty());
  }

  /**
   * The target of an ARN that a template names, for calls in a message group.
   *
   * @throws TemplateException also if the target does not take calls in that group
   */
  public Target declared(String where, String arn, Optional<String> group) {
    Target target = existing(where, arn);
    target
        .misfit(group)
        .ifPresent(
            reason -> {
              throw new TemplateException(where, "names " + arn + ", but " + reason);
            });
    return target;
  }

  private Target existing(String where, String arn) {
    Arn parsed =
        Arn.tryFromString(arn)
            .orElseThrow(
                () -> new TemplateException(where, "is " + quoted(arn) + ", which" + NO_ARN));
    @Nullable Source source = sources.get(parsed.service());
    if (source == null) {
      throw new TemplateException(where, "names " + arn + ", which" + uncallable());
    }
    return source
        .find(parsed)
        .orElseThrow(
            () -> new TemplateException(where, "names " + arn + ", which no template declares"));
  }

  /**
   * Checks that a template names a target whose own policy lets a service call it.
   *
   * @param where the property that names it
   * @param principal the service, for instance {@code sns.amazonaws.com}
   * @param sourceArn the resource on whose behalf the service calls
   * @throws TemplateException if not
   */
  public void checkOpen(String where, String arn, String principal, String sourceArn) {
    checkOpen(where, arn, principal, sourceArn, Optional.empty());
  }

  /**
   * Checks the same for calls in a message group.
   *
   * @throws TemplateException also if the target does not take calls in that group
   */
  public void checkOpen(
      String where, String arn, String principal, String sourceArn, Optional<String> group) {
    declared(where, arn, group)
        .refusal(principal, sourceArn)
        .ifPresent(
            refusal -> {
              throw new TemplateException(where, "names " + arn + ", but " + refusal);
            });
  }

  /**
   * Hands a call to the target of an ARN.
   *
   * @throws NotTakenException if there is none, or it does not take the call
   */
  public void call(String arn, Call call) throws NotTakenException {
    Target target =
        find(arn)
            .orElseThrow(
                () -> new NotTakenException(NotTakenException.NO_RESOURCE, "there is no " + arn));
    target.take(call);
  }

  /**
   * Hands over what was given up; what even this target does not take is noted among the errors.
   *
   * @param logicalId the resource that gave it up
   * @return whether it was taken
   */
  public boolean deadLetter(String arn, Call call, ErrorLog errors, String logicalId) {
    try {
      call(arn, call);
      return true;
    } catch (NotTakenException e) {
      errors.note(logicalId, "a dead letter was lost: " + e.getMessage());
      return false;
    }
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private String uncallable() {
    return " cannot be called on the stage, only " + new TreeSet<>(sources.keySet());
  }
}
