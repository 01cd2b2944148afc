package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.target.ServerGroups;
import io.gamekeeper.local.target.TargetHealth;
import java.net.InetSocketAddress;

/** A target group that takes the instances of an Auto Scaling group. */
public interface Targets {

  /** Finds target groups. */
  @FunctionalInterface
  interface Source {
    /**
     * Returns the target group of that ARN.
     *
     * @throws StageException if no target group for instances has that ARN
     */
    Targets find(String arn);

    /** Returns the source of the stage's target groups. */
    static Source of(ServerGroups groups) {
      return arn -> of(groups.find(arn));
    }

    private static Targets of(ServerGroup group) {
      return new Targets() {
        @Override
        public void register(String instanceId, InetSocketAddress address) {
          group.register(instanceId, address);
        }

        @Override
        public void deregister(String instanceId) {
          group.deregister(instanceId);
        }

        @Override
        public TargetHealth health(String instanceId) {
          return group.health(instanceId);
        }
      };
    }
  }

  /** Registers an instance whose server listens on that address. */
  void register(String instanceId, InetSocketAddress address);

  /** Deregisters an instance, which may finish its requests before. */
  void deregister(String instanceId);

  /** Returns the health of an instance. */
  TargetHealth health(String instanceId);
}
