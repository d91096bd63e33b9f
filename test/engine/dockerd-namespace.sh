#!/bin/bash
# dockerd-namespace.sh FOLDER ROOT [dockerd's arguments…]
# Becomes dockerd, in the mount namespace that the caller has made: what dockerd keeps outside of its folders lands in FOLDER,
# and with ROOT (a Debian root folder, or empty) its /usr is used. Nothing has to be unmounted afterwards.
set -euo pipefail
folder=$1 root=$2
shift 2
mkdir -p "$folder/run" "$folder/opt"
if [ -n "$root" ]; then
  [ ! -e "$root/etc/alternatives" ] || mount --bind "$root/etc/alternatives" /etc/alternatives
  mount --bind "$root/usr" /usr
fi
mount --bind "$folder/run" /run
mount --bind "$folder/opt" /opt
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$folder"
exec dockerd "$@"
