package io.gamekeeper.local.client;

import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.time.Agenda;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The world that functions and instances see: AWS services, Redis clusters, databases and the web.
 * Each service adds its part.
 */
public final class StageWorld {
  private final List<SimulatedService<?>> services = new CopyOnWriteArrayList<>();
  private final RedisEndpoints redis;
  private final DatabaseProxies databases;
  private final WebHosts web = new WebHosts();
  private final ApiFaults faults;

  /**
   * Creates a world without services.
   *
   * @param network decides who reaches whom
   * @param agenda lets the time of slow calls pass
   */
  public StageWorld(SecurityGroups network, Agenda agenda) {
    this.faults = new ApiFaults(agenda);
    this.redis = new RedisEndpoints(network);
    this.databases = new DatabaseProxies(network);
  }

  /** Adds services of AWS. */
  public void add(Collection<SimulatedService<?>> more) {
    services.addAll(more);
  }

  /**
   * Returns a client that acts for a function.
   *
   * @throws NotSimulatedException if the stage has nothing behind that interface
   */
  public <C> C client(FunctionIdentity caller, Class<C> clientInterface) {
    for (SimulatedService<?> service : services) {
      if (service.clientInterface() == clientInterface) {
        return clientInterface.cast(service.clientFor(caller, faults));
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

  /** Returns the faults of AWS services, of which there are none at first. */
  public ApiFaults faults() {
    return faults;
  }

  public WebHosts web() {
    return web;
  }
}
