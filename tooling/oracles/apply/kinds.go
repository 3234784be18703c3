package main

import (
	appsv1 "k8s.io/client-go/applyconfigurations/apps/v1"
	autoscalingv2 "k8s.io/client-go/applyconfigurations/autoscaling/v2"
	batchv1 "k8s.io/client-go/applyconfigurations/batch/v1"
	corev1 "k8s.io/client-go/applyconfigurations/core/v1"
	discoveryv1 "k8s.io/client-go/applyconfigurations/discovery/v1"
	networkingv1 "k8s.io/client-go/applyconfigurations/networking/v1"
	policyv1 "k8s.io/client-go/applyconfigurations/policy/v1"
	rbacv1 "k8s.io/client-go/applyconfigurations/rbac/v1"
)

type kind struct {
	kindOf
	// Whose parts are applied and updated: what the kinds have between them is every sort of list and map of the API.
	example string
}

const template = `{"metadata":{"labels":{"app":"web"},"annotations":{}},"spec":{"serviceAccountName":"web","nodeSelector":{"disk":"ssd","zone":"a"},
	"containers":[
		{"name":"web","image":"web","command":["serve","all"],"ports":[{"containerPort":80,"protocol":"TCP","name":"http"},{"containerPort":53,"protocol":"UDP"},{"containerPort":443}],
			"env":[{"name":"A","value":"x"},{"name":"B","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],"resources":{"limits":{"cpu":"500m","memory":"1Gi"},"requests":{}},
			"volumeMounts":[{"mountPath":"/data","name":"data"},{"mountPath":"/tmp","name":"empty","readOnly":true}],"securityContext":{"capabilities":{"add":["NET_ADMIN"]}}},
		{"name":"side","image":"side","livenessProbe":{"httpGet":{"path":"/","port":"http"},"periodSeconds":5}}],
	"volumes":[{"name":"data","configMap":{"name":"c","items":[{"key":"a","path":"b"}]}},{"name":"empty","emptyDir":{}}],
	"tolerations":[{"key":"a","operator":"Exists"}],"hostAliases":[{"ip":"10.0.0.1","hostnames":["a","b"]}],
	"topologySpreadConstraints":[{"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","maxSkew":1}],"affinity":{"nodeAffinity":{}},"securityContext":{}}}`

const meta = `"metadata":{"labels":{"app":"web","tier":"front"},"annotations":{"note":"text"},"finalizers":["demo.kubets.dev/a","demo.kubets.dev/b"],
	"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"1"},{"apiVersion":"v1","kind":"ConfigMap","name":"other","uid":"2"}]}`

var kinds = []kind{
	{by(corev1.ExtractConfigMapFrom), `{"apiVersion":"v1","kind":"ConfigMap",` + meta + `,"immutable":true,"data":{"a":"x","b":"y","c.d/e":"z"},"binaryData":{"k":"AQID"}}`},
	{by(corev1.ExtractSecretFrom), `{"apiVersion":"v1","kind":"Secret",` + meta + `,"type":"Opaque","data":{"a":"AQID","b":""},"stringData":{"c":"x"}}`},
	{by(corev1.ExtractServiceFrom), `{"apiVersion":"v1","kind":"Service",` + meta + `,"spec":{"selector":{"app":"web","tier":"front"},"type":"ClusterIP","externalIPs":["10.0.0.1","10.0.0.2"],
		"ports":[{"port":80,"protocol":"TCP","name":"http","targetPort":8080},{"port":80,"protocol":"UDP","targetPort":"dns"},{"port":443}],"sessionAffinityConfig":{"clientIP":{"timeoutSeconds":5}}},
		"status":{"conditions":[{"type":"Ready","status":"True","reason":"ok","message":"fine","lastTransitionTime":"2026-01-01T00:00:00Z"}],"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}`},
	{by(corev1.ExtractServiceAccountFrom), `{"apiVersion":"v1","kind":"ServiceAccount",` + meta + `,"automountServiceAccountToken":false,"secrets":[{"name":"a"},{"name":"b"}],"imagePullSecrets":[{"name":"c"}]}`},
	{by(corev1.ExtractPersistentVolumeClaimFrom), `{"apiVersion":"v1","kind":"PersistentVolumeClaim",` + meta + `,"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},
		"selector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"x","operator":"In","values":["y","z"]}]},"dataSource":{"kind":"VolumeSnapshot","name":"s"}},
		"status":{"phase":"Bound","conditions":[{"type":"Resizing","status":"True"},{"type":"Other","status":"False"}]}}`},
	{by(corev1.ExtractPodFrom), `{"apiVersion":"v1","kind":"Pod",` + meta + `,` + template[len(`{"metadata":{"labels":{"app":"web"},"annotations":{}},`):len(template)-1] + `,
		"status":{"phase":"Running","podIPs":[{"ip":"10.1.0.1"},{"ip":"10.1.0.2"}],"conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"web","ready":true,"image":"web","imageID":"i"}]}}`},
	{by(appsv1.ExtractDeploymentFrom), `{"apiVersion":"apps/v1","kind":"Deployment",` + meta + `,"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
		"strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":"25%"}},"template":` + template + `},"status":{"replicas":2,"conditions":[{"type":"Available","status":"True"}]}}`},
	{by(appsv1.ExtractStatefulSetFrom), `{"apiVersion":"apps/v1","kind":"StatefulSet",` + meta + `,"spec":{"replicas":2,"serviceName":"web","selector":{"matchLabels":{"app":"web"}},"template":` + template + `,
		"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"]}}]}}`},
	{by(batchv1.ExtractCronJobFrom), `{"apiVersion":"batch/v1","kind":"CronJob",` + meta + `,"spec":{"schedule":"* * * * *","suspend":true,"jobTemplate":{"metadata":{"labels":{"a":"b"}},"spec":{"backoffLimit":3,"template":` + template + `}}},
		"status":{"active":[{"kind":"Job","name":"a"}]}}`},
	{by(networkingv1.ExtractIngressFrom), `{"apiVersion":"networking.k8s.io/v1","kind":"Ingress",` + meta + `,"spec":{"ingressClassName":"nginx","tls":[{"hosts":["a","b"],"secretName":"t"}],
		"rules":[{"host":"a","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80}}}}]}}]}}`},
	{by(networkingv1.ExtractNetworkPolicyFrom), `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy",` + meta + `,"spec":{"podSelector":{},"policyTypes":["Ingress"],
		"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"a":"b"}}},{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":80,"protocol":"TCP"}]}]}}`},
	{by(policyv1.ExtractPodDisruptionBudgetFrom), `{"apiVersion":"policy/v1","kind":"PodDisruptionBudget",` + meta + `,"spec":{"minAvailable":"50%","selector":{"matchLabels":{"a":"b"}}},
		"status":{"currentHealthy":1,"disruptedPods":{"web-0":"2026-01-01T00:00:00Z"},"conditions":[{"type":"Ok","status":"True","reason":"r","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`},
	{by(autoscalingv2.ExtractHorizontalPodAutoscalerFrom), `{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",` + meta + `,"spec":{"maxReplicas":5,"minReplicas":1,"scaleTargetRef":{"kind":"Deployment","name":"web","apiVersion":"apps/v1"},
		"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}],"behavior":{"scaleDown":{"policies":[{"type":"Pods","value":1,"periodSeconds":60}]}}}}`},
	{by(rbacv1.ExtractRoleFrom), `{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role",` + meta + `,"rules":[{"apiGroups":[""],"resources":["pods","secrets"],"verbs":["get"]},{"apiGroups":["apps"],"resources":["deployments"],"verbs":["list","watch"]}]}`},
	{by(discoveryv1.ExtractEndpointSliceFrom), `{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice",` + meta + `,"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true}},{"addresses":["10.0.0.2","10.0.0.3"]}],"ports":[{"name":"http","port":80,"protocol":"TCP"}]}`},
}
