package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.balancer.LoadBalancer;
import io.gamekeeper.local.balancer.TokenCheck;
import io.gamekeeper.local.deployment.CustomResources;
import io.gamekeeper.local.event.EventBuses;
import io.gamekeeper.local.lambda.FunctionConfig;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.lambda.QueuePollers;
import io.gamekeeper.local.messaging.Queues;
import io.gamekeeper.local.names.Names;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.schedule.Scheduler;
import io.gamekeeper.local.service.Ground;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What the types of this package fill from the templates.
 *
 * @param port where the load balancer is served
 * @param beforeFirstStart sees each function before its code is loaded
 * @param tokens makes the check of an issuer's tokens by the keys at an address
 */
public record ServingTypes(
    Ground ground,
    LambdaService functions,
    LoadBalancer balancer,
    Names names,
    int port,
    Scheduler scheduler,
    QueuePollers pollers,
    EventBuses buses,
    CustomResources customResources,
    Queues queues,
    Consumer<FunctionConfig> beforeFirstStart,
    BiFunction<String, URI, TokenCheck> tokens) {

  /** One instance of each type. */
  public List<ResourceType> all() {
    var listeners = new ConcurrentHashMap<String, io.gamekeeper.local.balancer.Listener>();
    var deletionHandlers = new DeletionHandlers();
    List<ResourceType> types =
        new ArrayList<>(FirewallTypes.all(balancer::add, ground.time().clock(), ground.watched()));
    types.addAll(
        List.of(
            new LogGroup(ground.logs()),
            new Function(functions, ground.roles(), deletionHandlers, beforeFirstStart),
            new FunctionVersion(functions),
            new FunctionAlias(functions),
            new FunctionPermission(functions),
            new FunctionEvents(functions, ground.roles(), ground.targets()),
            new ApplicationLoadBalancer(balancer, names, port),
            new LoadBalancerListener(balancer, listeners, tokens),
            new ListenerRule(listeners, tokens),
            new LoadBalancerTargetGroup(balancer, ground.agenda()),
            new QueueSource(pollers, functions, ground.roles(), queues),
            new CustomResource(customResources),
            new EmptiedBucket(deletionHandlers),
            new BusRule(buses, ground.roles(), ground.targets()),
            new ScheduleGroup(),
            new ScheduledCall(scheduler, ground.roles(), ground.targets())));
    return types;
  }
}
