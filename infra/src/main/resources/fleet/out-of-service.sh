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
  Terminated | Warmed:*)
    # Nobody waits for a server that was only prepared for the warm pool.
    patience=0
    [ ! -e "$SERVED" ] || patience=60
    rm -f "$SERVED"
    complete drain CONTINUE "$patience"
    ;;
esac
