#!/usr/bin/env bash
# Makes a base image for ours where none can be pulled: Debian by debootstrap, and the JDK that the launcher finds, at the place where
# eclipse-temurin has it. For tests on closed networks; everybody else leaves BASE_IMAGE as the Dockerfile has it.
#
#   tools/base-image.sh [IMAGE]     (default: taffrail-base:local)
#
# DEBIAN_MIRROR: where Debian's packages are, if not where debootstrap looks by itself.
set -euo pipefail

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=tools/jdk.sh
source "$home/tools/jdk.sh"

image=${1:-taffrail-base:local}
for tool in debootstrap docker; do
  command -v $tool >/dev/null || { echo "base-image: install $tool first (Debian: debootstrap, docker.io)" >&2; exit 1; }
done
[[ $(id -u) -eq 0 ]] || { echo "base-image: debootstrap needs root" >&2; exit 1; }

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase bookworm "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >&2
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
mkdir -p "$root/opt/java"
cp -a "$(readlink -f "$JAVA_HOME")" "$root/opt/java/openjdk"
# Its certificates are a link to the host's on Debian.
[[ -e $root/opt/java/openjdk/lib/security/cacerts ]] || rm -f "$root/opt/java/openjdk/lib/security/cacerts"
tar -C "$root" -c . | docker import \
  --change 'ENV JAVA_HOME=/opt/java/openjdk' \
  --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  - "$image" >&2
echo "$image"
