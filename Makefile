# SPDX-License-Identifier: Apache-2.0
# The package as a feed builds it, out of the release tarball: TypeScript is built, and everything lies where luci.mk looks for it.
ifeq ($(DUMP)$(wildcard root/usr/share/dockerman/operations.json),)
  $(error luci-app-dockerman is built from its release tarball, not from the bare checkout: run "npm run package" there and unpack packages/luci-app-dockerman-*.tar.gz in the feed)
endif

include $(TOPDIR)/rules.mk

PKG_NAME:=luci-app-dockerman
# Above the dates that LuCI's feed gives its package of this name (docs/package.md).
PKG_VERSION:=10000.0.1.0
PKG_RELEASE:=1
PKG_PO_VERSION:=$(PKG_VERSION)-r$(PKG_RELEASE)
PKG_LICENSE:=Apache-2.0
PKG_LICENSE_FILES:=LICENSE

LUCI_NAME:=luci-app-dockerman
LUCI_TITLE:=A container manager for LuCI
LUCI_DESCRIPTION:=Manages the containers of Docker and Podman engines, on the router or elsewhere.
LUCI_MAINTAINER:=The authors of luci-app-dockerman
LUCI_URL:=
LUCI_DEPENDS:=+luci-base +rpcd-mod-ucode +ucode +ucode-mod-fs +ucode-mod-math +ucode-mod-socket +ucode-mod-ubus +ucode-mod-uci +ucode-mod-uloop
# The bundle is minified already, and luci.mk's jsmin breaks regular expressions that follow => or return.
LUCI_MINIFY_JS:=0

define Package/luci-app-dockerman/conffiles
/etc/config/dockerman
endef

define Package/luci-app-dockerman/postinst
[ -n "$${IPKG_INSTROOT}" ] || {
	rm -f /tmp/luci-indexcache.*
	rm -rf /tmp/luci-modulecache/
	/etc/init.d/rpcd reload 2>/dev/null
	# opkg has stopped the service of the version before, apk has not; one that is still ending is no service any more to stop
	! /etc/init.d/dockerman running || /etc/init.d/dockerman restart 2>/dev/null
	exit 0
}
endef

define Package/luci-app-dockerman/postrm
#!/bin/sh
[ -n "$${IPKG_INSTROOT}" ] || {
	rm -f /tmp/luci-indexcache.*
	rm -rf /tmp/luci-modulecache/
	# opkg leaves empty folders behind
	for folder in /usr/share /usr/share/ucode/luci /www/luci-static/resources /www/luci-static/resources/view; do
		[ -e /etc/init.d/dockerman ] || rm -rf "$${folder}"/dockerman
	done
	# what the keeper kept: jobs and slices in memory, and credentials of registries, which nobody reads any more
	[ -e /etc/init.d/dockerman ] || rm -rf /var/run/dockerman /etc/dockerman
	/etc/init.d/rpcd reload 2>/dev/null
	exit 0
}
endef

include $(TOPDIR)/feeds/luci/luci.mk

# call BuildPackage - OpenWrt buildroot signature
