{{/* What the pods of every service have in common. Argument: (list $ "broker" .Values.broker) */}}
{{- define "taffrail.podSpec" -}}
{{- $root := index . 0 -}}{{- $kind := index . 1 -}}{{- $values := index . 2 -}}
serviceAccountName: {{ include "taffrail.serviceAccount" $root }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: 60
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "taffrail.selector" (list $root $kind) | nindent 8 }}
{{- if ne $root.Values.antiAffinity "none" }}
affinity:
  podAntiAffinity:
{{- if eq $root.Values.antiAffinity "hard" }}
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels: {{- include "taffrail.selector" (list $root $kind) | nindent 12 }}
{{- else }}
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {{- include "taffrail.selector" (list $root $kind) | nindent 14 }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "taffrail.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Alive is who answers; ready is who accepts requests. Neither asks whether everything is in sync: one slow disk would take out the whole cluster.
     A start may have logs to check, so it gets ten minutes. Argument: the scheme */}}
{{- define "taffrail.probes" -}}
startupProbe:
  httpGet: {path: /actuator/health/liveness, port: http, scheme: {{ . }}}
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 300
livenessProbe:
  httpGet: {path: /actuator/health/liveness, port: http, scheme: {{ . }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /actuator/health/readiness, port: http, scheme: {{ . }}}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}

{{/* Argument: (list $ .Values.broker) */}}
{{- define "taffrail.env" -}}
- name: TAFFRAIL_HEAP
  value: {{ (index . 1).heap | quote }}
- name: TAFFRAIL_DIRECT_MEMORY
  value: {{ (index . 1).directMemory | quote }}
{{- range $name, $value := (index . 0).Values.settings }}
- name: KAFKA_{{ $name | replace "_" "__" | replace "-" "___" | replace "." "_" | upper }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- with (index . 1).env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The pod's number in its StatefulSet. */}}
{{- define "taffrail.index" -}}
valueFrom:
  fieldRef:
    fieldPath: metadata.labels['apps.kubernetes.io/pod-index']
{{- end -}}

{{/* Reads the rack from the node's label, which a pod is not told; it alone gets a token. Argument: (list $ "broker") */}}
{{- define "taffrail.rackReader" -}}
- name: rack
  image: {{ include "taffrail.image" . }}
  imagePullPolicy: {{ (index . 0).Values.image.pullPolicy }}
  args: [node-label, {{ (index . 0).Values.rack.nodeLabel | quote }}, /run/taffrail/rack]
  env:
    - name: NODE_NAME
      valueFrom:
        fieldRef: {fieldPath: spec.nodeName}
  resources:
    requests: {cpu: 50m, memory: 96Mi}
    limits: {memory: 256Mi}
  securityContext: {{- include "taffrail.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - {name: rack, mountPath: /run/taffrail}
    - {name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
    - {name: tmp, mountPath: /tmp}
{{- end -}}

{{- define "taffrail.rackVolumes" -}}
- name: rack
  emptyDir: {}
- name: token
  projected:
    sources:
      - serviceAccountToken: {path: token, expirationSeconds: 3600}
      - configMap:
          name: kube-root-ca.crt
          items: [{key: ca.crt, path: ca.crt}]
{{- end -}}

{{/* The volume of a StatefulSet's data; it stays when pods or the release go. Argument: (list $ "broker" .Values.broker.storage) */}}
{{- define "taffrail.claim" -}}
- metadata:
    name: data
    labels: {{- include "taffrail.selector" . | nindent 6 }}
  spec:
    accessModes: [ReadWriteOnce]
{{- with (index . 2).className }}
    storageClassName: {{ . }}
{{- end }}
    resources:
      requests:
        storage: {{ (index . 2).size }}
{{- end -}}
