package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.target.ServerGroups;
import io.gamekeeper.local.target.TargetHealth;
import java.net.InetSocketAddress;

/** A target group as an Auto Scaling group sees it. */
public interface Targets {

  /** Finds target groups. */
  @FunctionalInterface
  interface Source {
    /**
     * The target group of that ARN.
     *
     * @throws StageException if there is none that takes instances
     */
    Targets find(String arn);

    /** Those of the stage. */
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

  /** Takes an instance in, whose server listens there. */
  void register(String instanceId, InetSocketAddress address);

  /** Lets an instance finish its requests, then forgets it. */
  void deregister(String instanceId);

  /** How an instance is. */
  TargetHealth health(String instanceId);
}
