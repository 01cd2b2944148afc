#!/bin/bash
# Installs the release that the launch template names: all of it and unaltered, or nothing.
set -eu -o pipefail
readonly root=${GAMEKEEPER_ROOT-}
# shellcheck source=/dev/null
. "$root/etc/gamekeeper/release.env"

readonly home=$root/opt/gamekeeper
work=$(mktemp -d "$home/.release.XXXXXX")
trap 'rm -rf "$work"' EXIT
aws s3 cp --only-show-errors --region "$AWS_REGION" "$RELEASE_URL" "$work/release.tar.gz"
if ! echo "$RELEASE_SHA256  $work/release.tar.gz" | sha256sum --check --status; then
  echo "$RELEASE_URL has not the checksum $RELEASE_SHA256: nothing is installed" >&2
  exit 1
fi
mkdir "$work/release"
# As root, tar would give the files to whoever had the same number where the release was made.
tar -xzf "$work/release.tar.gz" --no-same-owner -C "$work/release"
chmod 755 "$work/release"
[ ! -e "$home/release" ] || mv -T "$home/release" "$work/replaced"
mv -T "$work/release" "$home/release"
echo "installed $(cat "$home/release/VERSION")"
