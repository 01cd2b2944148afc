#!/bin/bash
# Tells the group that this instance may go: its server has let its players finish. Stopping for
# another reason, for instance to start again after a fault, concerns nobody.
set -u
readonly root=${GAMEKEEPER_ROOT-}
# shellcheck source=instance.sh
. "$root/opt/gamekeeper/lib/instance.sh"

case $(metadata autoscaling/target-lifecycle-state) in
  # For good, or back to the warm pool.
  Terminated | Warmed:*) complete drain CONTINUE ;;
esac
