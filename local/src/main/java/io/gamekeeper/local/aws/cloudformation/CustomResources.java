package io.gamekeeper.local.aws.cloudformation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The custom resources of a stage. As in CloudFormation, a function is asked to create a resource,
 * or to update it if the data folder has it with other properties or from other code; if nothing
 * has changed, the function is not called. On AWS new code shows in the properties, as the number
 * of a new version; on the stage each start counts versions from 1. A stage that stops deletes
 * nothing.
 */
public final class CustomResources {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Functions functions;
  private final AnswerEndpoint endpoint;
  private final Agenda agenda;
  private final Supplier<String> ids;
  private final Deployments deployments;
  private final Set<String> targets = ConcurrentHashMap.newKeySet();

  /**
   * A custom resource as its template declares it.
   *
   * @param address unique among all stacks
   * @param properties all of them, with texts for numbers and truth values
   * @param timeout how long to wait for the function's answer
   */
  public record Declared(
      String address,
      String logicalId,
      String type,
      String stackId,
      String serviceToken,
      ObjectNode properties,
      Duration timeout) {}

  /**
   * A resource that a function has created.
   *
   * @param physicalId the value of {@code Ref}
   * @param data the values of {@code Fn::GetAtt}
   * @param request {@code Create} or {@code Update}; empty if it was there already
   */
  public record Created(String physicalId, Map<String, String> data, Optional<String> request) {
    public Created {
      data = Map.copyOf(data);
    }
  }

  /**
   * Creates the service without resources.
   *
   * @param ids makes request ids and addresses for answers
   * @param dataFolder the folder that remembers what was created
   */
  public CustomResources(
      Functions functions,
      AnswerEndpoint endpoint,
      Agenda agenda,
      Supplier<String> ids,
      Path dataFolder) {
    this.functions = functions;
    this.endpoint = endpoint;
    this.agenda = agenda;
    this.ids = ids;
    this.deployments = new Deployments(dataFolder.resolve("custom-resources.json"));
  }

  /** Returns the ARNs of the functions of custom resources, whether they were called or not. */
  public Set<String> targets() {
    return Set.copyOf(targets);
  }

  /**
   * Creates or updates a resource, unless nothing has changed.
   *
   * @throws FailedException if the function answered so, failed, or did not answer in time
   */
  public Created create(Declared resource) throws FailedException, InterruptedException {
    targets.add(functions.qualifiedArn(resource.serviceToken()));
    Optional<Deployments.Deployed> known = deployments.find(resource.address());
    String code = functions.codeHash(resource.serviceToken());
    if (known.isPresent()
        && known.get().properties().equals(resource.properties())
        && known.get().code().equals(code)) {
      Answer kept = known.get().answer();
      return new Created(kept.physicalId(), kept.data(), Optional.empty());
    }
    ObjectNode request = request(resource, known);
    Answer answer = ask(resource, request);
    deployments.put(
        resource.address(), new Deployments.Deployed(resource.properties(), code, answer));
    return new Created(
        answer.physicalId(), answer.data(), Optional.of(request.path("RequestType").asText()));
  }

  private ObjectNode request(Declared resource, Optional<Deployments.Deployed> known) {
    ObjectNode request = JSON.createObjectNode();
    request.put("RequestType", known.isPresent() ? "Update" : "Create");
    request.put("ServiceToken", resource.serviceToken());
    request.put("StackId", resource.stackId());
    request.put("RequestId", ids.get());
    request.put("LogicalResourceId", resource.logicalId());
    request.put("ResourceType", resource.type());
    request.set("ResourceProperties", resource.properties());
    known.ifPresent(
        old -> {
          request.put("PhysicalResourceId", old.answer().physicalId());
          request.set("OldResourceProperties", old.properties());
        });
    return request;
  }

  private Answer ask(Declared resource, ObjectNode request)
      throws FailedException, InterruptedException {
    CompletableFuture<String> document = new CompletableFuture<>();
    request.put("ResponseURL", endpoint.expect(ids.get(), document));
    Task timer =
        agenda.after(
            resource.logicalId() + "-timeout",
            resource.timeout(),
            () ->
                document.completeExceptionally(
                    new FailedException(
                        "its function did not answer in "
                            + resource.timeout().toSeconds()
                            + " s")));
    Task invocation = agenda.run(resource.logicalId(), () -> invoke(resource, request, document));
    try {
      return Answer.parse(agenda.await(document), request);
    } catch (CompletionException e) {
      invocation.interrupt(); // a late answer would change nothing
      if (e.getCause() instanceof FailedException failure) {
        throw failure;
      }
      throw new IllegalStateException("only failures are put there", e);
    } finally {
      timer.cancel();
    }
  }

  /**
   * Calls the function. If it fails, it is not called again, and nobody waits for its answer:
   * Lambda would try twice more, and CloudFormation would wait for the whole time-out.
   */
  private void invoke(Declared resource, ObjectNode request, CompletableFuture<String> document)
      throws InterruptedException {
    InvocationResult result =
        functions.invoke(
            resource.serviceToken(),
            request.toString().getBytes(StandardCharsets.UTF_8),
            new EngineTime());
    switch (result) {
      case InvocationResult.Answered _ -> {} // CloudFormation ignores the return value
      case InvocationResult.Failed failed ->
          document.completeExceptionally(
              new FailedException(
                  "its function failed without an answer: "
                      + failed.errorType()
                      + ": "
                      + failed.message()));
      case InvocationResult.Throttled(String reason) ->
          document.completeExceptionally(new FailedException(reason));
    }
  }
}
