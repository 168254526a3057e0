package policy_test

import (
	"testing"

	"github.com/drydock-iac/drydock/policy"
)

const digest = "app@sha256:a8d6461ee82f816bb136e17f6b6127537b20d526c0e922f46dc2b0b78f6b5346"

func TestNothingFloats(t *testing.T) {
	chart := func(in props) policy.Resource { return res(release, "app", in) }
	try(t, policy.Floating(), map[string]sample{
		"a chart":            {of(chart(props{"version": "37.1.0"})), nil},
		"a chart's range":    {of(chart(props{"version": "^37"})), []string{`"app": %s: the chart's version is "^37": name one version`}},
		"any chart":          {of(chart(props{})), []string{`"app": %s: the chart's version is "": name one version`}},
		"a chart's latest":   {of(chart(props{"version": "1.0.0", "values": props{"image": props{"tag": "latest"}}})), []string{`"app": %s: values.image.tag is "latest": name a version, or leave it to the chart`}},
		"an image":           {of(res(workload, "web", pod(props{"image": digest}, nil))), nil},
		"an image by tag":    {of(res(workload, "web", pod(props{"image": "app:1.0"}, nil))), []string{`"web": %s: the image "app:1.0" may change: name the image by digest: name@sha256:…`}},
		"a cluster":          {of(res(cluster, "eks", props{"version": "1.35"})), nil},
		"any cluster":        {of(res(cluster, "eks", props{})), []string{`"eks": %s: EKS would choose the version of Kubernetes: set version`}},
		"any add-on":         {of(res("aws:eks/addon:Addon", "dns", props{})), []string{`"dns": %s: EKS would choose the version of the add-on: set addonVersion`}},
		"any node":           {of(res("aws:eks/nodeGroup:NodeGroup", "nodes", props{})), []string{`"nodes": %s: EKS would choose the image of the nodes: set releaseVersion`}},
		"a template's image": {of(res("aws:eks/nodeGroup:NodeGroup", "nodes", props{"launchTemplate": props{"id": "lt-id"}}), res(template, "lt", props{"imageId": "ami-0123456789abcdef0"})), nil},
		"any machine image":  {of(res(template, "lt", props{"imageId": "resolve:ssm:/aws/service/ami/latest"})), []string{`"lt": %s: the machine image "resolve:ssm:/aws/service/ami/latest" may change: name one image: ami-…, or resolve:ssm:NAME:VERSION`}},
		"a parameter":        {of(res(instance, "one", props{"ami": "resolve:ssm:/aws/service/ami/latest:7"})), nil},
		"the latest template": {of(res("aws:autoscaling/group:Group", "asg", props{"launchTemplate": props{"version": "$Latest"}})), []string{
			`"asg": %s: it follows the version $Latest of its launch template: pass the template's latestVersion`}},
		"any database": {of(res("aws:rds/instance:Instance", "db", props{})), []string{`"db": %s: RDS would choose the version of the engine: set engineVersion`}},
	})
}

// pod is a deployment of one container.
func pod(container, spec props) props {
	c := props{"name": "app"}
	for k, v := range container {
		c[k] = v
	}
	s := props{"containers": list{c}}
	for k, v := range spec {
		s[k] = v
	}
	return props{"spec": props{"template": props{"spec": s}}}
}

func TestPodsHaveNoPrivileges(t *testing.T) {
	tight := props{"securityContext": props{"allowPrivilegeEscalation": false}}
	try(t, policy.PrivilegedPods(), map[string]sample{
		"tight":              {of(res(workload, "web", pod(tight, nil))), nil},
		"no workload":        {of(res("kubernetes:core/v1:ConfigMap", "c", props{"spec": "x"})), nil},
		"loose":              {of(res(workload, "web", pod(nil, nil))), []string{`"web": %s: container "app" may gain privileges: set securityContext.allowPrivilegeEscalation to false`}},
		"the node's network": {of(res(workload, "web", pod(tight, props{"hostNetwork": true}))), []string{`"web": %s: hostNetwork is set: leave it out`}},
		"privileged, before the start": {of(res(workload, "web", pod(tight, props{"initContainers": list{
			props{"name": "init", "securityContext": props{"privileged": true, "allowPrivilegeEscalation": false}}}}))), []string{`"web": %s: container "init" is privileged: leave it out`}},
		"on a schedule": {of(res("kubernetes:batch/v1:CronJob", "job", props{"spec": props{"jobTemplate": pod(nil, nil)}})), []string{
			`"job": %s: container "app" may gain privileges: set securityContext.allowPrivilegeEscalation to false`}},
	})
}

func TestPodsHaveLimits(t *testing.T) {
	try(t, policy.PodLimits(), map[string]sample{
		"limited": {of(res(workload, "web", pod(props{"resources": props{"limits": props{"memory": "64Mi"}, "requests": props{"cpu": "10m", "memory": "64Mi"}}}, nil))), nil},
		"unlimited": {of(res(workload, "web", pod(props{"resources": props{"requests": props{"cpu": "10m"}}}, nil))), []string{
			`"web": %s: container "app" has no resources.limits.memory: set it`, `"web": %s: container "app" has no resources.requests.memory: set it`}},
	})
}

func TestPodsDoNotRunAsRoot(t *testing.T) {
	const want = `"web": %s: container "app" may run as root: set securityContext.runAsNonRoot, and a user other than 0`
	try(t, policy.RootPods(), map[string]sample{
		"by the pod":       {of(res(workload, "web", pod(nil, props{"securityContext": props{"runAsNonRoot": true}}))), nil},
		"by the container": {of(res(workload, "web", pod(props{"securityContext": props{"runAsNonRoot": true, "runAsUser": 1000.0}}, nil))), nil},
		"unsaid":           {of(res(workload, "web", pod(nil, nil))), []string{want}},
		"taken back":       {of(res(workload, "web", pod(props{"securityContext": props{"runAsNonRoot": false}}, props{"securityContext": props{"runAsNonRoot": true}}))), []string{want}},
		"user 0":           {of(res(workload, "web", pod(props{"securityContext": props{"runAsNonRoot": true, "runAsUser": 0.0}}, nil))), []string{want}},
	})
}

func TestPodsMountNothingOfTheirNode(t *testing.T) {
	try(t, policy.HostPaths(), map[string]sample{
		"a claim":  {of(res(workload, "web", pod(nil, props{"volumes": list{props{"name": "data", "persistentVolumeClaim": props{"claimName": "data"}}}}))), nil},
		"a folder": {of(res(workload, "web", pod(nil, props{"volumes": list{props{"name": "run", "hostPath": props{"path": "/var/run"}}}}))), []string{`"web": %s: volume "run" is the node's /var/run: use a volume claim, a config map or an empty folder`}},
	})
}
