#!/bin/bash
# Tells the group that this instance may go: its server has let its players finish. Stopping for
# another reason concerns nobody; a fault is counted, and ends the deployment of its release.
set -u
readonly root=${GAMEKEEPER_ROOT-}
# shellcheck source=instance.sh
. "$root/opt/gamekeeper/lib/instance.sh"

# systemd says how the server ended.
if [ "${SERVICE_RESULT-success}" != success ]; then
  measure ServerFaults || echo 'the agent takes no metrics' >&2
fi

case $(metadata autoscaling/target-lifecycle-state) in
  # For good, or back to the warm pool.
  Terminated | Warmed:*) complete drain CONTINUE ;;
esac
