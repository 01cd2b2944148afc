# What this instance's scripts share. Needs $root; reads etc/gamekeeper/release.env.

# shellcheck source=/dev/null
. "$root/etc/gamekeeper/release.env"

readonly METADATA=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}

# http METHOD URL [HEADER …]: prints the answer's body; fails unless the status is 200.
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

# complete HOOK RESULT: ends this instance's wait at a lifecycle hook, if it waits there.
complete() {
  local instance said attempt
  instance=$(metadata instance-id) || {
    echo "the metadata service does not say which instance this is" >&2
    return 1
  }
  for attempt in 1 2 3 4 5; do
    if said=$(aws autoscaling complete-lifecycle-action --region "$AWS_REGION" \
      --auto-scaling-group-name "$AUTO_SCALING_GROUP" --lifecycle-hook-name "$1" \
      --instance-id "$instance" --lifecycle-action-result "$2" 2>&1); then
      echo "told $AUTO_SCALING_GROUP: $1 $2"
      return 0
    fi
    # A server that was started again after a fault has nobody waiting for it.
    case $said in *'No active Lifecycle Action'*) return 0 ;; esac
    echo "attempt $attempt: $said" >&2
    sleep "$attempt"
  done
  return 1
}

# measure METRIC: sends a 1 to the agent on this instance, for this release.
measure() {
  local agent=${AWS_EMF_AGENT_ENDPOINT#tcp://} now=${EPOCHREALTIME//[.,]/}
  printf '{"_aws":{"Timestamp":%s,"LogGroupName":"%s","CloudWatchMetrics":[{"Namespace":"%s","Dimensions":[["Service","Release"]],"Metrics":[{"Name":"%s","Unit":"Count"}]}]},"Service":"%s","Release":"%s","%s":1}\n' \
    "${now%???}" "$AWS_EMF_LOG_GROUP_NAME" "$POWERTOOLS_METRICS_NAMESPACE" "$1" \
    "$POWERTOOLS_SERVICE_NAME" "$GAME_SERVER_RELEASE" "$1" >"/dev/tcp/${agent%:*}/${agent##*:}"
}
