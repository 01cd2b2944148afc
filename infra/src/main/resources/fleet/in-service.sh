#!/bin/bash
# Tells the group that this instance may take players as soon as its server says so; a server that
# does not say so in time is given up, and the group replaces the instance.
set -u
readonly root=${GAMEKEEPER_ROOT-}
# shellcheck source=instance.sh
. "$root/opt/gamekeeper/lib/instance.sh"

deadline=$((SECONDS + READY_SECONDS))
until http GET "http://127.0.0.1:$GAME_SERVER_PORT/healthz" >/dev/null; do
  if [ "$SECONDS" -ge "$deadline" ]; then
    echo "the game server was not ready within $READY_SECONDS s" >&2
    complete ready ABANDON 0
    exit 1
  fi
  # systemd waits for this script even if the server is gone, and starts it again only then.
  if server_gone; then
    echo "the game server ended while it was starting" >&2
    exit 1
  fi
  sleep 0.1
done

# A server that starts again after a fault finds nobody waiting.
patience=$READY_SECONDS
[ ! -e "$SERVED" ] || patience=0
complete ready CONTINUE "$patience" || exit 1
# Under any other state it is prepared for the warm pool, and has its way into service before it.
if [ "$(metadata autoscaling/target-lifecycle-state)" = InService ]; then
  mkdir -p "${SERVED%/*}" && touch "$SERVED"
fi
