# shellcheck shell=bash
# Sourced by the images' command: the environment variables of Kafka's own images, in Taffrail's words. As far as programs that start Kafka's image rely on
# them (Testcontainers does); what has no counterpart here is left alone.

# Those that say where and what a node is, and are no settings of a broker.
not_a_setting() { # variable
  case $1 in
    KAFKA_NODE_ID | KAFKA_BROKER_ID | KAFKA_PROCESS_ROLES | KAFKA_LISTENERS | KAFKA_ADVERTISED_LISTENERS | KAFKA_INTER_BROKER_LISTENER_NAME | \
      KAFKA_CONTROLLER_LISTENER_NAMES | KAFKA_CONTROLLER_QUORUM_* | KAFKA_LISTENER_SECURITY_PROTOCOL_MAP | KAFKA_LOG_DIR* | KAFKA_HEAP_OPTS | \
      KAFKA_OPTS | KAFKA_JMX_* | KAFKA_JVM_* | KAFKA_GC_* | KAFKA_LOG4J_* | KAFKA_VERSION | KAFKA_HOME | KAFKA_MODE | KAFKA_REST_* | KAFKA_PORT*) return 0 ;;
    *) return 1 ;;
  esac
}

# Every KAFKA_… variable as name=value, a line each: one underscore is a dot, two are an underscore, three a dash.
kafka_settings() {
  local variable name
  for variable in $(compgen -e | LC_ALL=C sort); do
    if [[ $variable != KAFKA_* ]] || not_a_setting "$variable"; then continue; fi
    name=${variable#KAFKA_}
    name=${name//___/-}
    name=${name//__/$'\n'}
    name=${name//_/.}
    name=${name//$'\n'/_}
    printf '%s=%s\n' "${name,,}" "${!variable}"
  done
}

# KAFKA_LISTENERS and KAFKA_ADVERTISED_LISTENERS for a node that is alone: the one between brokers is ours, those of controllers there are none of,
# and all others are further listeners.
listeners_as_kafka_names_them() {
  [[ -n ${KAFKA_LISTENERS:-}${KAFKA_ADVERTISED_LISTENERS:-} ]] || return 0
  local listeners=${KAFKA_LISTENERS:-PLAINTEXT://:9092} between=${KAFKA_INTER_BROKER_LISTENER_NAME:-} each name further=() told=()
  for each in ${listeners//,/ }; do
    name=${each%%://*}
    [[ ,${KAFKA_CONTROLLER_LISTENER_NAMES:-CONTROLLER}, != *,$name,* ]] || continue
    [[ -n $between ]] || between=$name
    if [[ $name == "$between" ]]; then
      TAFFRAIL_BROKER_PORT=${each##*:}
    else
      further+=("${each/:\/\/:/://0.0.0.0:}")
    fi
  done
  for each in ${KAFKA_ADVERTISED_LISTENERS//,/ }; do
    name=${each%%://*}
    if [[ $name == "$between" ]]; then
      TAFFRAIL_ADVERTISE=${each#*://}
    elif [[ " ${further[*]}" == *" $name://"* ]]; then
      told+=("$each")
    fi
  done
  local IFS=,
  export TAFFRAIL_BROKER_FURTHERLISTENERS="${further[*]}" TAFFRAIL_BROKER_FURTHERADVERTISED="${told[*]}"
}
