#!/bin/bash
# Boots an OpenWrt root folder in a private mount and process namespace, over an overlay in RAM: nothing outside changes.
# Ends when its parent closes its standard input, or dies; then everything in it ends too, and SCRATCH is removed.
#   boot.sh ROOTFS SCRATCH SOCKET_OR_-
# SCRATCH holds `layer`, laid over the root folder, and `setup.sh`, which runs inside before the daemons.
# SOCKET becomes /var/run/docker.sock.
set -euo pipefail
export rootfs=$1 scratch=$2 engine=$3
trap 'rm -rf --one-file-system "$scratch"' EXIT
trap 'kill -KILL $!; exit 143' TERM INT HUP
# `<&0`: the shell gives a background process /dev/null otherwise. In the background, so that a signal reaches the trap.
unshare --mount --pid --uts --ipc --fork --kill-child --propagation private bash -euc '
  work=$scratch/overlay; mkdir "$work"; mount -t tmpfs -o mode=755 overlay "$work"; mkdir "$work"/{upper,work,root}; new=$work/root
  mount -t overlay overlay -o "lowerdir=$scratch/layer:$rootfs,upperdir=$work/upper,workdir=$work/work" "$new"
  mount -t proc proc "$new/proc"
  # no cgroups below it: procd makes some for its services where it can
  mount -t sysfs -o ro sysfs "$new/sys"
  mount -t tmpfs -o mode=755,size=512k dev "$new/dev"
  for device in null zero full random urandom tty; do : >"$new/dev/$device"; mount --bind "/dev/$device" "$new/dev/$device"; done
  mkdir "$new/dev/pts" "$new/dev/shm"; mount -t devpts -o newinstance,ptmxmode=0666 devpts "$new/dev/pts"
  ln -s pts/ptmx "$new/dev/ptmx"; ln -s /proc/self/fd "$new/dev/fd"
  mount -t tmpfs -o mode=1777 tmp "$new/tmp"
  mkdir -p "$new"/tmp/{run/ubus,lock,state,log,sysinfo,.uci}; chmod 700 "$new/tmp/.uci"
  chown 81:81 "$new/tmp/run/ubus"
  echo "Test router" >"$new/tmp/sysinfo/model"; echo test-router >"$new/tmp/sysinfo/board_name"; hostname OpenWrt
  if [ "$engine" != - ]; then
    # the folder, not the socket: a restarted engine makes a new one
    mkdir -p "$new/tmp/run/engine"; mount --bind "$(dirname "$engine")" "$new/tmp/run/engine"
    ln -s "/var/run/engine/$(basename "$engine")" "$new/tmp/run/docker.sock"
  fi
  cp "$scratch/setup.sh" "$new/tmp/setup.sh"; mkdir -p "$new/rom.old"; cd "$new"; pivot_root . rom.old
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root /bin/sh -c "
    umount -l /rom.old; rmdir /rom.old
    . /tmp/setup.sh
    tries=0; await() { until \"\$@\" >/dev/null 2>&1; do tries=\$((tries + 1)); [ \$tries -lt 500 ] || { echo \"gave up: \$*\"; exit 1; }; ucode -e \"sleep(20)\"; done; }
    /sbin/ubusd & await ubus list
    /sbin/procd -S >/tmp/log/procd.log 2>&1 & await ubus list service
    for service in log rpcd uhttpd dockerman; do
      [ ! -x /etc/init.d/\$service ] || /etc/init.d/\$service start
    done
    await ubus list session; await ubus list uci; await ubus list luci
    echo booted
    cat >/dev/null
  "
' <&0 &
wait $!
