package io.gamekeeper.local.client;

import java.util.Collection;
import java.util.List;

/**
 * What lies outside the functions of a stage: AWS services, Redis clusters, databases and the web.
 */
public final class StageWorld {
  private final List<SimulatedService<?>> services;
  private final RedisEndpoints redis;
  private final DatabaseProxies databases;
  private final WebHosts web;

  public StageWorld(
      Collection<SimulatedService<?>> services,
      RedisEndpoints redis,
      DatabaseProxies databases,
      WebHosts web) {
    this.services = List.copyOf(services);
    this.redis = redis;
    this.databases = databases;
    this.web = web;
  }

  /**
   * A client that acts for a function.
   *
   * @throws NotSimulatedException if the stage has nothing behind that interface
   */
  public <C> C client(FunctionIdentity caller, Class<C> clientInterface) {
    for (SimulatedService<?> service : services) {
      if (service.clientInterface() == clientInterface) {
        return clientInterface.cast(service.clientFor(caller));
      }
    }
    throw new NotSimulatedException(clientInterface.getSimpleName());
  }

  public RedisEndpoints redis() {
    return redis;
  }

  public DatabaseProxies databases() {
    return databases;
  }

  public WebHosts web() {
    return web;
  }
}
