{{/* What all names begin with. */}}
{{- define "taffrail.name" -}}
{{- default .Release.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* The labels that select pods; never changed, since StatefulSets keep theirs. Argument: (list $ "broker") */}}
{{- define "taffrail.selector" -}}
app.kubernetes.io/name: taffrail
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "taffrail.labels" -}}
{{ include "taffrail.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end -}}

{{- define "taffrail.serviceAccount" -}}
{{- default (include "taffrail.name" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "taffrail.tlsSecret" -}}
{{- default (printf "%s-tls" (include "taffrail.name" .)) .Values.tls.secretName -}}
{{- end -}}

{{/* Argument: (list $ "broker") */}}
{{- define "taffrail.image" -}}
{{- $image := (index . 0).Values.image -}}
{{ printf "%s-%s:%s" $image.repository (index . 1) (default (index . 0).Chart.AppVersion $image.tag) }}
{{- end -}}

{{/* The domain of a headless service's pods. Argument: (list $ "controllers") */}}
{{- define "taffrail.podDomain" -}}
{{ include "taffrail.name" (index . 0) }}-{{ index . 1 }}.{{ (index . 0).Release.Namespace }}.svc.{{ (index . 0).Values.clusterDomain }}
{{- end -}}

{{/* All controllers, for the nodes that follow them. */}}
{{- define "taffrail.controllers" -}}
{{- $all := list -}}
{{- range $i := until (int .Values.controller.replicas) -}}
{{- $all = append $all (printf "%s-controller-%d.%s:9093" (include "taffrail.name" $) $i (include "taffrail.podDomain" (list $ "controllers"))) -}}
{{- end -}}
{{- join "," $all -}}
{{- end -}}

{{/* All controllers, as they know each other. */}}
{{- define "taffrail.peers" -}}
{{- $all := list -}}
{{- range $i := until (int .Values.controller.replicas) -}}
{{- $all = append $all (printf "%d@%s-controller-%d.%s:9094" $i (include "taffrail.name" $) $i (include "taffrail.podDomain" (list $ "controllers"))) -}}
{{- end -}}
{{- join "," $all -}}
{{- end -}}

{{/* Where Kafka clients inside of the Kubernetes cluster begin. */}}
{{- define "taffrail.bootstrap" -}}
{{ include "taffrail.name" . }}-bootstrap.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}:9092
{{- end -}}
