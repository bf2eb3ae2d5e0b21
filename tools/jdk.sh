# Finds a JDK 25 or later and exports JAVA_HOME; sourced by the launcher and the tests.

jdk_version() { # a JDK's home
  [[ -x $1/bin/java ]] && "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1
}

find_jdk() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n $candidate ]] || continue
    version=$(jdk_version "$candidate" || true)
    if [[ -n $version && $version -ge 25 && -x $candidate/bin/javac ]]; then
      echo "$candidate"
      return
    fi
  done
  echo "taffrail needs a JDK 25 or later, and found none in JAVA_HOME, /usr/lib/jvm, /opt or ~/.sdkman." >&2
  echo "Install one (Debian: the package temurin-25-jdk from adoptium.net), or set JAVA_HOME to its folder." >&2
  return 1
}

JAVA_HOME=$(find_jdk) || exit 1
export JAVA_HOME
