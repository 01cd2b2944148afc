# What this instance's scripts share. Needs $root; reads etc/gamekeeper/release.env.

# shellcheck source=/dev/null
. "$root/etc/gamekeeper/release.env"

readonly METADATA=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}

# http METHOD URL [HEADER ...]: prints the answer's body; fails unless the status is 200.
http() {
  local method=$1 url=${2#http://} line status length=0
  shift 2
  local authority=${url%%/*}
  local host=${authority%%:*} port=80
  case $authority in *:*) port=${authority##*:} ;; esac
  # A subshell, so that the connection is closed whatever happens.
  (
    exec 3<>"/dev/tcp/$host/$port" || exit 1
    printf '%s /%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n' \
      "$method" "${url#*/}" "$authority" >&3
    [ $# -eq 0 ] || printf '%s\r\n' "$@" >&3
    printf '\r\n' >&3
    IFS=' ' read -r -t 5 _ status _ <&3 || exit 1
    while IFS= read -r -t 5 line <&3 && [ "$line" != $'\r' ]; do
      case ${line,,} in content-length:*) length=${line//[^0-9]/} ;; esac
    done
    [ "$status" = 200 ] || exit 1
    IFS= LC_ALL=C read -r -t 5 -N "$length" line <&3
    printf '%s\n' "$line"
  ) 2>/dev/null
}

# metadata PATH: what the instance's metadata service says; fails if it has no such thing.
metadata() {
  local token
  token=$(http PUT "$METADATA/latest/api/token" 'X-aws-ec2-metadata-token-ttl-seconds: 60') || return 1
  http GET "$METADATA/latest/meta-data/$1" "X-aws-ec2-metadata-token: $token"
}

# There while this instance is in service: from its first readiness until it is told to go.
readonly SERVED=${STATE_DIRECTORY:-$root/var/lib/game-server}/served

# server_gone: whether systemd started a server that has ended.
server_gone() {
  [ -n "${MAINPID-}" ] && ! kill -0 "$MAINPID" 2>/dev/null
}

# complete HOOK RESULT SECONDS: ends this instance's wait at a lifecycle hook. "No active Lifecycle
# Action" is the answer when nobody waits any more, and just as well when the group does not wait
# yet: a server can be faster than the group. So it counts after that many seconds only.
complete() {
  local instance said failures=0 pause=0 patience=$((SECONDS + $3))
  instance=$(metadata instance-id) || {
    echo "the metadata service does not say which instance this is" >&2
    return 1
  }
  until said=$(aws autoscaling complete-lifecycle-action --region "$AWS_REGION" \
    --auto-scaling-group-name "$AUTO_SCALING_GROUP" --lifecycle-hook-name "$1" \
    --instance-id "$instance" --lifecycle-action-result "$2" 2>&1); do
    case $said in
      *'No active Lifecycle Action'*)
        [ "$SECONDS" -lt "$patience" ] || return 0
        ;;
      *)
        failures=$((failures + 1))
        echo "attempt $failures: $said" >&2
        [ "$failures" -lt 5 ] || return 1
        ;;
    esac
    if [ "$1" = ready ] && server_gone; then
      echo "the game server ended while it was starting" >&2
      return 1
    fi
    pause=$((pause < 5 ? pause + 1 : 5))
    sleep "$pause"
  done
  echo "told $AUTO_SCALING_GROUP: $1 $2"
}

# measure METRIC: sends a 1 to the agent on this instance, for this release and for all.
measure() {
  local agent=${AWS_EMF_AGENT_ENDPOINT#tcp://} now=${EPOCHREALTIME//[.,]/}
  printf '{"_aws":{"Timestamp":%s,"LogGroupName":"%s","CloudWatchMetrics":[{"Namespace":"%s","Dimensions":[["Service"],["Service","Release"]],"Metrics":[{"Name":"%s","Unit":"Count"}]}]},"Service":"%s","Release":"%s","%s":1}\n' \
    "${now%???}" "$AWS_EMF_LOG_GROUP_NAME" "$POWERTOOLS_METRICS_NAMESPACE" "$1" \
    "$POWERTOOLS_SERVICE_NAME" "$GAME_SERVER_RELEASE" "$1" >"/dev/tcp/${agent%:*}/${agent##*:}"
}
