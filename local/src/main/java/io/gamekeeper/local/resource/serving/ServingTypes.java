package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.balancer.LoadBalancer;
import io.gamekeeper.local.balancer.TokenCheck;
import io.gamekeeper.local.deployment.CustomResources;
import io.gamekeeper.local.event.EventBuses;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.lambda.FunctionConfig;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.lambda.QueuePollers;
import io.gamekeeper.local.messaging.Destinations;
import io.gamekeeper.local.names.Names;
import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.schedule.Scheduler;
import io.gamekeeper.local.time.StageTime;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What the types of this package fill from the templates.
 *
 * @param cloudWatch what alarms can watch
 * @param port where the load balancer is served
 * @param beforeFirstStart sees each function before its code is loaded
 * @param tokens makes the check of an issuer's tokens by the keys at an address
 */
public record ServingTypes(
    LogStore logs,
    CloudWatchNames cloudWatch,
    LambdaService functions,
    LoadBalancer balancer,
    Names names,
    StageTime time,
    int port,
    Scheduler scheduler,
    QueuePollers pollers,
    EventBuses buses,
    CustomResources customResources,
    AccessControl control,
    Destinations destinations,
    Consumer<FunctionConfig> beforeFirstStart,
    BiFunction<String, URI, TokenCheck> tokens) {

  /** One instance of each type. */
  public List<ResourceType> all() {
    var listeners = new ConcurrentHashMap<String, io.gamekeeper.local.balancer.Listener>();
    var deletionHandlers = new DeletionHandlers();
    List<ResourceType> types =
        new ArrayList<>(FirewallTypes.all(balancer::add, time.clock(), cloudWatch));
    types.addAll(
        List.of(
            new LogGroup(logs),
            new Function(functions, control, deletionHandlers, beforeFirstStart),
            new FunctionVersion(functions),
            new FunctionAlias(functions),
            new FunctionPermission(functions),
            new FunctionEvents(functions, control, destinations),
            new ApplicationLoadBalancer(balancer, names, port),
            new LoadBalancerListener(balancer, listeners, tokens),
            new ListenerRule(listeners, tokens),
            new LoadBalancerTargetGroup(balancer, time),
            new QueueSource(pollers, functions, control, destinations.queues()),
            new CustomResource(customResources),
            new EmptiedBucket(deletionHandlers),
            new BusRule(buses, functions, control, destinations.queues()),
            new ScheduleGroup(),
            new ScheduledCall(scheduler, control, destinations)));
    return types;
  }
}
