# What both benchmarks share: the build, servers that are started and stopped by their own pid, and medians.
# Sourced with `home` set to the root of the tree.

# shellcheck source=../tools/jdk.sh
source "$home/tools/jdk.sh"

target=$home/bench/target
run_folder=$target/run
measures=$run_folder/measures.tsv
results=${RESULTS:-$target/results.md}
client_options=(-Xms512m -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow)

say() { echo "$(basename "$0"): $*" >&2; }
fail() { say "$*"; exit 1; }

build() {
  (cd "$home" && ./taffrail build) >&2
  say "building the loads …"
  (cd "$home" && mvn -q -Pquick -DskipTests -pl bench -am package) >&2
  touch "$target/.built"
}

# Only when a source is newer: a measurement should not begin with a hot machine.
build_if_stale() {
  if [[ ! -f $target/.built || -n $(find "$home" \( -name target -o -name node_modules -o -name .git \) -prune -o \
      \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$target/.built" -print -quit) ]]; then
    build
  fi
}

load() { # main class, arguments …
  "$JAVA_HOME/bin/java" "${client_options[@]}" -cp "$target/lib/*" "$@"
}

is_listening() { (echo >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() { # the first to try
  local port=$1
  while is_listening "$port"; do port=$((port + 1)); done
  echo "$port"
}

await_port() { # port, pid, log
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    is_listening "$1" && return
    kill -0 "$2" 2>/dev/null || fail "the server ended while it started: see $3"
    sleep 0.1
  done
  fail "nothing listens on port $1 after 60 s: see $3"
}

taffrail_pid=
start_taffrail() { # data directory
  http_port=$(free_port 28080)
  kafka_port=$(free_port 29392)
  mkdir -p "$1"
  # The launcher becomes the server, so its pid is the server's.
  "$home/taffrail" up --data "$1/data" --http-port "$http_port" --kafka-port "$kafka_port" >"$1/server.log" 2>&1 &
  taffrail_pid=$!
  await_port "$kafka_port" "$taffrail_pid" "$1/server.log"
  await_port "$http_port" "$taffrail_pid" "$1/server.log"
  taffrail_address=127.0.0.1:$kafka_port
}

stop_taffrail() {
  [[ -n $taffrail_pid ]] || return 0
  kill "$taffrail_pid" 2>/dev/null || true
  wait "$taffrail_pid" 2>/dev/null || true
  taffrail_pid=
}

# /proc/PID/stat counts ticks of 10 ms; the name in brackets may hold blanks, so the fields are taken after it.
cpu_seconds() { # pid
  sed 's/.*) //' "/proc/$1/stat" | awk -v hz="$(getconf CLK_TCK)" '{printf "%.2f\n", ($12 + $13) / hz}'
}

memory_mb() { # pid, VmHWM (the peak) or VmRSS (now)
  awk -v field="$2:" '$1 == field {printf "%.0f\n", $2 / 1024}' "/proc/$1/status"
}

# The proportional set size: a page that n processes share counts as an n-th for each, so that a sum over processes counts it once.
shared_memory_mb() { # pid
  awk '$1 == "Pss:" {printf "%.0f\n", $2 / 1024}' "/proc/$1/smaps_rollup"
}

field() { # name, from a load's name=value line
  grep -o "\b$1=[^ ]*" | tail -1 | cut -d= -f2
}

record() { # measure, server, value
  [[ $3 =~ ^[0-9.]+$ ]] || fail "$1 of $2 gave '$3' and no number: see the lines above"
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$measures"
  say "$2: $1 = $3"
}

median() { # measure, server
  awk -F'\t' -v m="$1" -v s="$2" '$1 == m && $2 == s {print $3}' "$measures" | sort -g |
    awk '{v[NR] = $1} END {if (NR) printf "%.6g\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'
}

machine() {
  echo "$(nproc) cores ($(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo)), $(awk '/MemTotal/ {printf "%.0f GB", $2 / 1048576}' /proc/meminfo) of memory, Linux $(uname -r), Java $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p'), commit $(git -C "$home" rev-parse --short HEAD 2>/dev/null || echo unknown)"
}
