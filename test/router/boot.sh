#!/bin/bash
# Boots an OpenWrt root folder in a private mount and process namespace, over an overlay in RAM: nothing outside changes.
# Ends when its parent closes its standard input, or when it is killed; then everything in it ends too.
#   boot.sh ROOTFS LAYER PORT SOCKET_OR_- SETUP
# LAYER is laid over the root folder; SOCKET becomes /var/run/docker.sock; SETUP is a script that runs inside before the daemons.
set -euo pipefail
export rootfs=$1 layer=$2 port=$3 engine=$4 setup=$5
exec unshare --mount --pid --uts --ipc --fork --kill-child --propagation private bash -euc '
  work=$(mktemp -d); mount -t tmpfs -o mode=755 overlay "$work"; mkdir "$work"/{upper,work,root}; new=$work/root
  mount -t overlay overlay -o "lowerdir=$layer:$rootfs,upperdir=$work/upper,workdir=$work/work" "$new"
  mount -t proc proc "$new/proc"
  mount --rbind -o ro /sys "$new/sys"
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
  cp "$setup" "$new/tmp/setup.sh"; mkdir -p "$new/rom.old"; cd "$new"; pivot_root . rom.old
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root PORT="$port" /bin/sh -c "
    umount -l /rom.old; rmdir /rom.old
    . /tmp/setup.sh
    /sbin/ubusd & until ubus list >/dev/null 2>&1; do :; done
    /sbin/procd -S >/tmp/log/procd.log 2>&1 & until ubus list service >/dev/null 2>&1; do :; done
    for service in log rpcd uhttpd dockerman; do
      [ ! -x /etc/init.d/\$service ] || /etc/init.d/\$service start
    done
    ubus -t 20 wait_for session uci luci && echo booted
    cat >/dev/null
  "
'
