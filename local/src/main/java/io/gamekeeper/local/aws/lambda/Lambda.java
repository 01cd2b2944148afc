package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.aws.sqs.Queues;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** AWS Lambda: functions, and the pollers that feed them from queues. */
public final class Lambda implements StageService {
  private final Ground ground;
  private final LambdaService functions;
  private final QueuePollers pollers;
  private final Queues queues;
  private final FunctionUrlType urls;
  private final Consumer<FunctionConfig> beforeFirstStart;
  private final DeletionHandlers deletionHandlers = new DeletionHandlers();

  /**
   * Creates a service without functions.
   *
   * @param queues the queues that event source mappings read
   * @param names where the hosts of function URLs are made known
   * @param beforeFirstStart sees each function before its code is loaded
   */
  public Lambda(
      Surroundings surroundings,
      Queues queues,
      Names names,
      Consumer<FunctionConfig> beforeFirstStart) {
    this.ground = surroundings.ground();
    this.functions = new LambdaService(surroundings);
    this.pollers = new QueuePollers(functions, ground.agenda(), ground.errors());
    this.queues = queues;
    this.urls = new FunctionUrlType(functions, ground, names);
    this.beforeFirstStart = beforeFirstStart;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new FunctionType(functions, ground.roles(), deletionHandlers, beforeFirstStart),
        new FunctionVersionType(functions),
        new FunctionAlias(functions),
        new FunctionPermission(functions),
        urls,
        new FunctionEvents(functions, ground.roles(), ground.targets()),
        new QueueSource(pollers, functions, ground.roles(), queues));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(LambdaFunctions.service(functions));
  }

  @Override
  public Set<String> calls() {
    Set<String> called = new HashSet<>(pollers.targets());
    called.addAll(urls.called());
    return called;
  }

  /** Loads the code of all functions. */
  @Override
  public void start() {
    functions.loadAll();
  }

  @Override
  public void close() {
    pollers.close();
    functions.close();
  }

  public LambdaService functions() {
    return functions;
  }

  public QueuePollers pollers() {
    return pollers;
  }

  /** Returns the functions that work only when something is deleted. */
  public DeletionHandlers deletionHandlers() {
    return deletionHandlers;
  }
}
