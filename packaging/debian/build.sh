#!/bin/sh
# Builds Sanad for Linux on Debian 12, whose C library (2.36) is older than that of newer systems, so
# that the program starts on Debian 12 and 13 and Ubuntu 24.04: dist/debian/sanad_VERSION_amd64.deb
# ./run build --debian   as root, on a Debian with debootstrap
set -eu
cd "$(dirname "$0")/../.."
checkout=$PWD system=$PWD/build/debian12
version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' app/version.py)

if [ ! -f "$system/.ready" ]; then
    rm -rf "$system"
    archive=$(apt-get indextargets --format '$(REPO_URI)' | grep '/debian/$' | head -n 1)
    debootstrap --variant=minbase --include=python3,python3-venv,libpython3.11,ca-certificates,binutils \
        bookworm "$system" "$archive"
    touch "$system/.ready"
fi

unmount() { for each in proc dev; do umount -l "$system/$each" 2>/dev/null || true; done; }
trap unmount EXIT
mount --bind /proc "$system/proc"
mount --bind /dev "$system/dev"
# as this system reaches its packages
for each in /etc/resolv.conf /etc/hosts /etc/apt/apt.conf.d /etc/pip.conf /etc/xdg/pip /etc/ssl/certs; do
    [ -e "$each" ] || continue
    mkdir -p "$system$(dirname "$each")"
    rm -rf "${system:?}$each"
    cp -rL "$each" "$system$each"
done
mkdir -p "$system/sanad"
git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$system/sanad"

inside() { chroot "$system" env -u VIRTUAL_ENV HOME=/root LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen "$@"; }
inside sh -c 'cd /sanad && ./run build'

# -- the package -----------------------------------------------------------------------------
package=$checkout/build/debian-package
rm -rf "$package"
mkdir -p "$package/DEBIAN" "$package/opt" "$package/usr/bin" "$package/usr/share/applications" \
    "$package/usr/share/icons/hicolor/256x256/apps" "$package/usr/share/doc/sanad"
cp -r "$system/sanad/dist/sanad" "$package/opt/sanad"
ln -s /opt/sanad/sanad "$package/usr/bin/sanad"
cp packaging/debian/sanad.desktop packaging/debian/sanad-headquarters.desktop "$package/usr/share/applications/"
cp resources/sanad.png "$package/usr/share/icons/hicolor/256x256/apps/"
cp LICENSE "$package/usr/share/doc/sanad/copyright"
size=$(du -sk "$package" | cut -f1)
needs=$(awk '{print $2}' packaging/qt-libraries.txt | grep -v '^libglib2.0-0$' | paste -sd, | sed 's/,/, /g')
cat >"$package/DEBIAN/control" <<CONTROL
Package: sanad
Version: $version
Architecture: amd64
Maintainer: Sanad <sanad@localhost>
Installed-Size: $size
Depends: libc6 (>= 2.36), libglib2.0-0 | libglib2.0-0t64, $needs
Recommends: libpulse0, cups-client
Section: misc
Priority: optional
Description: identify and document victims of human trafficking
 Questionnaires in Arabic and English, encrypted records, offline. Records lie
 in each user's own folder and stay when this package is removed.
CONTROL
find "$package" -exec touch -h -d "@$(sed -n 's/^RELEASED = datetime(\([0-9]*\), \([0-9]*\), \([0-9]*\).*/\1-\2-\3/p' app/version.py | xargs -I{} date -u -d {} +%s)" {} +
mkdir -p dist/debian
file=dist/debian/sanad_${version}_amd64.deb
dpkg-deb --root-owner-group -Zxz --build "$package" "$file" >/dev/null

# -- does it start where nothing of this system is ------------------------------------------
cp "$file" "$system/tmp/sanad.deb"
inside sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/sanad.deb >/dev/null && cd /tmp && sanad selftest'
sha256sum "$file"

# -- the server by itself ---------------------------------------------------------------------
inside sh -c 'cd /sanad && PYTHON=.venv/bin/python sh packaging/debian/headquarters.sh'
cp "$system"/sanad/dist/debian/sanad-headquarters_* dist/debian/
