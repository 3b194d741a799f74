#!/bin/sh
# Packages the server with its service, for a computer without a screen:
# dist/debian/sanad-headquarters_VERSION_ARCHITECTURE.deb, for the version of Python that makes it.
# sh packaging/debian/headquarters.sh [PARTS]   PARTS: a folder with its libraries; else they are fetched, by hash
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' app/version.py)
released=$(sed -n 's/^RELEASED = datetime(\([0-9]*\), \([0-9]*\), \([0-9]*\).*/\1-\2-\3/p' app/version.py)
python=${PYTHON:-python3}
has=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
next=$("$python" -c 'import sys; print("%d.%d" % (sys.version_info[0], sys.version_info[1] + 1))')
package=${SANAD_OUT:-build}/debian-headquarters
rm -rf "$package"
mkdir -p "$package/DEBIAN" "$package/opt/sanad-headquarters" "$package/usr/bin" "$package/lib/systemd/system" \
    "$package/etc/default" "$package/usr/share/doc/sanad-headquarters"
program=$package/opt/sanad-headquarters
{ git ls-files -z app resources i18n forms LICENSE 2>/dev/null || find app resources i18n forms LICENSE -type f -print0; } |
    xargs -0 tar -cf - | tar -xf - -C "$program"
cp packaging/headquarters/hq "$program/hq"
if [ $# -gt 0 ]; then
    cp -a "$1" "$program/parts"
else
    if [ -x .venv/bin/uv ]; then
        .venv/bin/uv pip install -q --no-build --no-deps --require-hashes --python "$python" \
            --target "$program/parts" -r requirements/headquarters.txt
    else
        "$python" -m pip install -q --disable-pip-version-check --no-compile --no-deps --only-binary :all: \
            --require-hashes --target "$program/parts" -r requirements/headquarters.txt
    fi
    rm -rf "$program/parts/bin"
fi
ln -s /opt/sanad-headquarters/hq "$package/usr/bin/sanad-hq"
cp packaging/headquarters/sanad-headquarters.service "$package/lib/systemd/system/"
cp packaging/headquarters/haproxy.cfg packaging/headquarters/alerts.yml docs/headquarters.md "$package/usr/share/doc/sanad-headquarters/"
cp LICENSE "$package/usr/share/doc/sanad-headquarters/copyright"
cat >"$package/etc/default/sanad-headquarters" <<'DEFAULT'
# What sanad-hq serve is given: sanad-hq serve --help
SANAD_OPTIONS="--host 0.0.0.0"
DEFAULT
echo /etc/default/sanad-headquarters >"$package/DEBIAN/conffiles"
cp packaging/debian/headquarters/* "$package/DEBIAN/"
chmod 755 "$package/DEBIAN/postinst" "$package/DEBIAN/prerm" "$package/DEBIAN/postrm"
cat >"$package/DEBIAN/control" <<CONTROL
Package: sanad-headquarters
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: Sanad <sanad@localhost>
Installed-Size: $(du -sk "$package" | cut -f1)
Depends: python3 (>= $has), python3 (<< $next), adduser
Recommends: systemd
Suggests: postgresql, haproxy, prometheus
Section: misc
Priority: optional
Description: server of Sanad, which stores and orders what it cannot read
 Keeps the encrypted records of an organisation for its computers. What it
 holds lies in /var/lib/sanad-headquarters and stays when this is purged.
CONTROL
find "$package" -exec touch -h -d "$(date -u -d "$released" +@%s)" {} +
out=${SANAD_OUT:-dist/debian}
mkdir -p "$out"
file=$out/sanad-headquarters_${version}_$(dpkg --print-architecture).deb
dpkg-deb --root-owner-group -Zxz --build "$package" "$file" >/dev/null
sha256sum "$file"
