package io.gamekeeper.local.service;

import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.network.Subnets;
import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.target.ServerGroups;
import io.gamekeeper.local.target.SharedAlarms;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.StageTime;
import java.nio.file.Path;
import java.util.List;

/**
 * What all services of a stage stand on.
 *
 * @param time the clock, with waiting that goes through the agenda
 * @param roles who may do what
 * @param targets what can be called by its ARN
 * @param serverGroups what Auto Scaling groups attach their instances to
 * @param watched what alarms can watch
 * @param alarms alarms that services look at or make
 * @param world what functions and instances reach
 * @param folder the data folder
 */
public record Ground(
    StageTime time,
    Agenda agenda,
    Ids ids,
    AccessControl roles,
    Targets targets,
    ServerGroups serverGroups,
    SecurityGroups securityGroups,
    Subnets subnets,
    CloudWatchNames watched,
    SharedAlarms alarms,
    LogStore logs,
    MetricStore metrics,
    TraceStore traces,
    ErrorLog errors,
    StageWorld world,
    Path folder)
    implements AutoCloseable {

  /**
   * A ground on which nothing stands yet.
   *
   * @param source what the agenda follows, or a virtual clock for it to lead
   */
  public static Ground of(StageTime source, Path folder) {
    ErrorLog errors = new ErrorLog(source.clock());
    Agenda agenda = Agenda.of(source, errors);
    SecurityGroups securityGroups = new SecurityGroups();
    return new Ground(
        new StageTime(source.clock(), agenda, source.random()),
        agenda,
        new Ids(source.clock(), source.random()),
        new AccessControl(),
        new Targets(),
        new ServerGroups(),
        securityGroups,
        new Subnets(),
        new CloudWatchNames(),
        new SharedAlarms(),
        new LogStore(source.clock()),
        new MetricStore(source.clock(), errors),
        new TraceStore(),
        errors,
        new StageWorld(securityGroups, agenda),
        folder);
  }

  /** Declares the metrics that a service sends under AWS's names, and returns what records them. */
  public ServiceMetrics sends(List<ServiceMetric> declared) {
    return ServiceMetrics.declare(metrics, watched, declared);
  }

  /** The hosts that answer the outgoing requests of functions. */
  public WebHosts web() {
    return world.web();
  }

  /** Forgets what is planned and interrupts what runs. */
  @Override
  public void close() {
    agenda.close();
  }
}
