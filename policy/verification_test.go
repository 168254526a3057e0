package policy_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/policy"
)

// lets are the findings that something is not verified.
func lets(whats ...string) []string {
	var out []string
	for _, what := range whats {
		out = append(out, `"x": %s: `+what+`: let it verify: give it the authority that signed the certificate`)
	}
	return out
}

func verified(kind string, in props, whats ...string) sample {
	return sample{of(res(kind, "x", in)), lets(whats...)}
}

func kubeconfig(cluster string) string {
	return "apiVersion: v1\nkind: Config\nclusters:\n- name: here\n  cluster:\n    server: https://127.0.0.1:6443\n    " + cluster + "\n"
}

func TestProvidersVerify(t *testing.T) {
	const kubernetes, aws = "pulumi:providers:kubernetes", "pulumi:providers:aws"
	try(t, policy.Verification(), map[string]sample{
		"a kubeconfig":              verified(kubernetes, props{"kubeconfig": kubeconfig("certificate-authority-data: aGVyZQ==")}),
		"one that says so":          verified(kubernetes, props{"kubeconfig": kubeconfig("insecure-skip-tls-verify: false")}),
		"one in a comment":          verified(kubernetes, props{"kubeconfig": kubeconfig("# insecure-skip-tls-verify: true")}),
		"one that is not known yet": verified(kubernetes, props{"kubeconfig": policy.Hidden{}}),
		"one that skips":            verified(kubernetes, props{"kubeconfig": kubeconfig("insecure-skip-tls-verify: true")}, "insecure-skip-tls-verify is true in kubeconfig"),
		"one in JSON": verified(kubernetes, props{"kubeconfig": `{"clusters":[{"cluster":{"insecure-skip-tls-verify":true}}]}`},
			"insecure-skip-tls-verify is true in kubeconfig.clusters.cluster"),
		"one whose plugin skips": verified(kubernetes, props{"kubeconfig": "users:\n- user:\n    exec:\n      args:\n      - --no-verify-ssl\n"},
			"--no-verify-ssl stands in kubeconfig"),
		"AWS":                verified(aws, props{"region": "eu-central-1", "skipCredentialsValidation": "true", "skipRegionValidation": "true", "insecure": "false"}),
		"AWS that skips":     verified(aws, props{"insecure": "true"}, "insecure is true"),
		"Rancher":            verified("pulumi:providers:rancher2", props{"insecure": true}, "insecure is true"),
		"Vault":              verified("pulumi:providers:vault", props{"skipTlsVerify": true}, "skipTlsVerify is true"),
		"an integration":     verified("aws:apigateway/integration:Integration", props{"tlsConfig": props{"insecureSkipVerification": true}}, "insecureSkipVerification is true in tlsConfig"),
		"a build's sources":  verified("aws:codebuild/project:Project", props{"source": props{"insecureSsl": true}}, "insecureSsl is true in source"),
		"a public parameter": verified("aws:ssm/parameter:Parameter", props{"insecureValue": "true"}),
	})
}

func TestPodsVerify(t *testing.T) {
	const in = "spec.template.spec.containers"
	runs := func(words ...any) props { return pod(props{"args": words}, nil) }
	env := func(name string, value any) props {
		return pod(props{"env": list{props{"name": name, "value": value}}}, nil)
	}
	flags := map[string]sample{}
	for _, f := range []string{
		"--insecure", "--insecure=true", "-insecure", "--insecure-skip-tls-verify", "--tls-skip-verify", "--skip-tls-verify=1", "--kubelet-insecure-tls",
		"--tls-verify=false", "--src-tls-verify=false", "--no-check-certificate", "--no-verify-ssl", "--serversTransport.insecureSkipVerify",
		"--insecure-registry=registry:5000",
	} {
		flags[f] = verified(workload, runs("serve", f), f+" stands in "+in+".args")
	}
	for _, f := range []string{
		"--insecure=false", "--kubelet-insecure-tls=false", "--tls-verify", "--tls-verify=true", "--no-skip-tls-verify", "--insecure-port=0",
		"--skip-verify-images", "--tls-cert-file=/tls/insecure",
	} {
		flags[f] = verified(workload, runs("serve", f))
	}
	try(t, policy.Verification(), flags)

	variables := map[string]sample{}
	for name, values := range map[string][2]any{ // one that skips and one that does not
		"NODE_TLS_REJECT_UNAUTHORIZED": {"0", "1"}, "PYTHONHTTPSVERIFY": {"0", "1"}, "VAULT_SKIP_VERIFY": {"true", "false"},
		"GIT_SSL_NO_VERIFY": {"0", nil}, "CONSUL_HTTP_SSL_VERIFY": {"false", "true"}, "KUBECTL_INSECURE_SKIP_TLS_VERIFY": {"1", policy.Hidden{}},
	} {
		variables[name+" that skips"] = verified(workload, env(name, values[0]), name+" is "+values[0].(string)+" in "+in+".env")
		variables[name] = verified(workload, env(name, values[1]))
	}
	try(t, policy.Verification(), variables)
}

func TestScriptsVerify(t *testing.T) {
	const in = "spec.template.spec.containers."
	script := func(text string) props { return pod(props{"command": list{"sh", "-c", text}}, nil) }
	skips := func(text, word string) sample {
		return verified(workload, script(text), "curl "+word+" stands in "+in+"command")
	}
	passes := func(text string) sample { return verified(workload, script(text)) }
	try(t, policy.Verification(), map[string]sample{
		"curl":                     passes("curl -fsS https://x"),
		"curl -k":                  skips("curl -k https://x", "-k"),
		"curl by its path":         skips("/usr/bin/curl -fsSLk https://x", "-fsSLk"),
		"within a test":            skips(`[[ $(curl -ksf --max-time 5 "https://$HOST/ping" || true) == pong ]]`, "-ksf"),
		"within quotes":            skips(`x="$(curl -sk "https://x")"`, "-sk"),
		"within back quotes":       skips("x=`curl -k https://x`", "-k"),
		"on another line":          skips("curl \\\n  --fail \\\n  -k https://x", "-k"),
		"after another command":    skips("true&&timeout 5 curl -k https://x", "-k"),
		"within a bracket":         skips("(cd /tmp; curl -k https://x)", "-k"),
		"the k of another command": passes("curl -f https://x | sort -k 2; ls -k"),
		"a file named k":           passes("curl -ok https://x"),
		"a header with -k":         passes(`curl -H "x: -k" -H 'y: -k' https://x`),
		"a comment":                passes("curl -f https://x # not -k\n# curl -k"),
		"an apostrophe":            skips("echo don't; curl -k https://x", "-k"),
		"git":                      verified(workload, script("git -c http.sslVerify=false clone https://x"), "http.sslVerify is false in "+in+"command"),
		"git by its settings":      verified(workload, script("git config --global http.sslVerify false"), "http.sslVerify is false in "+in+"command"),
		"a variable before":        verified(workload, script("NODE_TLS_REJECT_UNAUTHORIZED=0 node x.js"), "NODE_TLS_REJECT_UNAUTHORIZED is 0 in "+in+"command"),
		"kubectl":                  verified(workload, script("kubectl get pods --insecure-skip-tls-verify"), "--insecure-skip-tls-verify stands in "+in+"command"),
		"curl with its arguments apart": verified(workload, pod(props{"command": list{"curl"}, "args": list{"-k", "https://x"}}, nil),
			"curl -k stands in "+in+"args"),
		"another with the same": verified(workload, pod(props{"command": list{"sort"}, "args": list{"-k", "2"}}, nil)),
	})
}

func TestObjectsAndValuesVerify(t *testing.T) {
	const objects, maps, secrets = "kubernetes:traefik.io/v1alpha1:ServersTransport", "kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:Secret"
	chart := func(values props) props { return props{"chart": "app", "values": values} }
	packed := base64.StdEncoding.EncodeToString([]byte(kubeconfig("insecure-skip-tls-verify: true")))
	binary := base64.StdEncoding.EncodeToString([]byte{0xff, 0xfe, '\n'})
	try(t, policy.Verification(), map[string]sample{
		"an object":                verified(objects, props{"spec": props{"insecureSkipVerify": false}}),
		"an object that skips":     verified(objects, props{"spec": props{"insecureSkipVerify": true}}, "insecureSkipVerify is true in spec"),
		"a proxy that verifies":    verified("kubernetes:networking.k8s.io/v1:Ingress", props{"metadata": props{"annotations": props{"nginx.ingress.kubernetes.io/proxy-ssl-verify": "on"}}}),
		"a proxy that does not":    verified("kubernetes:networking.k8s.io/v1:Ingress", props{"metadata": props{"annotations": props{"nginx.ingress.kubernetes.io/proxy-ssl-verify": "off"}}}, "nginx.ingress.kubernetes.io/proxy-ssl-verify is off in metadata.annotations"),
		"a description":            verified(objects, props{"spec": props{"description": "never say --insecure\ninsecure: true"}}),
		"a schema":                 verified(objects, props{"spec": props{"properties": props{"insecureSkipVerify": props{"type": "boolean"}}}}),
		"a file of settings":       verified(maps, props{"data": props{"prometheus.yml": "tls_config:\n  insecure_skip_verify: true\n"}}, "insecure_skip_verify is true in data.prometheus.yml"),
		"one of another form":      verified(maps, props{"data": props{"buildkit.toml": "[registry.\"x\"]\n  insecure = true # here\n"}}, "insecure is true in data.buildkit.toml"),
		"one that verifies":        verified(maps, props{"data": props{"prometheus.yml": "tls_config:\n  insecure_skip_verify: false\n  # insecure_skip_verify: true\n"}}),
		"an environment":           verified(maps, props{"data": props{"NODE_TLS_REJECT_UNAUTHORIZED": "0"}}, "NODE_TLS_REJECT_UNAUTHORIZED is 0 in data"),
		"a Secret":                 verified(secrets, props{"data": props{"kubeconfig": packed}}, "insecure-skip-tls-verify is true in data.kubeconfig"),
		"a binary Secret":          verified(secrets, props{"data": props{"keystore": binary}}),
		"a hidden Secret":          verified(secrets, props{"data": policy.Hidden{}}),
		"a function's environment": verified("aws:lambda/function:Function", props{"environment": props{"variables": props{"PYTHONHTTPSVERIFY": "0"}}}, "PYTHONHTTPSVERIFY is 0 in environment.variables"),
		"a task's containers": verified("aws:ecs/taskDefinition:TaskDefinition", props{"containerDefinitions": `[{"name":"a","environment":[{"name":"VAULT_SKIP_VERIFY","value":"true"}]}]`},
			"VAULT_SKIP_VERIFY is true in containerDefinitions.environment"),
		"values":                 verified(release, chart(props{"tls": props{"insecureSkipVerify": false, "insecure": false}, "args": list{"--log=1"}})),
		"values that skip":       verified(release, chart(props{"a": props{"insecureSkipVerify": true}}), "insecureSkipVerify is true in values.a"),
		"values of another form": verified(release, chart(props{"skip_tls_verify": "true", "tlsSkipVerify": true}), "skip_tls_verify is true in values", "tlsSkipVerify is true in values"),
		"values, in a word":      verified(release, chart(props{"registry": props{"insecure": true}}), "insecure is true in values.registry"),
		"arguments in values":    verified(release, chart(props{"args": list{"--kubelet-insecure-tls"}}), "--kubelet-insecure-tls stands in values.args"),
		"variables in values":    verified(release, chart(props{"env": list{props{"name": "GIT_SSL_NO_VERIFY", "value": "1"}}}), "GIT_SSL_NO_VERIFY is 1 in values.env"),
		"settings in values":     verified(release, chart(props{"config": "job:\n  tls_config: {}\n  insecure_skip_verify: true\n"}), "insecure_skip_verify is true in values.config"),
	})
}

func TestMachinesVerify(t *testing.T) {
	const config = "#cloud-config\nwrite_files:\n- path: /boot.sh\n  content: \"curl -fs https://a\\ncurl -ks https://b\\n\"\nruncmd:\n- [curl, -k, \"https://c\"]\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write([]byte(config))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	want := []string{"curl -k stands in userData.runcmd", "curl -ks stands in userData.write_files.content"}
	try(t, policy.Verification(), map[string]sample{
		"a script":            verified(instance, props{"userData": "#!/bin/sh\ncurl -fs https://a\n"}),
		"a script that skips": verified(instance, props{"userData": "#!/bin/sh\nwget --no-check-certificate https://a\n"}, "--no-check-certificate stands in userData"),
		"cloud-init":          verified(template, props{"userData": base64.StdEncoding.EncodeToString([]byte(config))}, want...),
		"cloud-init, packed":  verified(template, props{"userData": base64.StdEncoding.EncodeToString(packed.Bytes())}, want...),
		"packed, but cut off": verified(template, props{"userData": base64.StdEncoding.EncodeToString(packed.Bytes()[:20])}),
		"a chart by cloud-init": {of(res(template, "x", props{"userData": "#cloud-config\nwrite_files:\n- content: '{\"spec\":{\"repo\":\"http://charts.example\",\"valuesContent\":\"{\\\"insecure\\\":true}\"}}'\n"})), []string{
			`"x": %s: userData.write_files.content.spec.repo is http://charts.example, where anybody may answer: fetch it by https:// or oci://`,
			lets("insecure is true in userData.write_files.content.spec.valuesContent")[0]}},
	})
}

func TestChartsComeFromWhereTheySay(t *testing.T) {
	from := func(repo, chart string) policy.Resource {
		return res(release, "x", props{"chart": chart, "repositoryOpts": props{"repo": repo}})
	}
	measures := func(values props) policy.Resource {
		return res(release, "x", props{"chart": "metrics-server", "values": values})
	}
	try(t, policy.Verification(), map[string]sample{
		"by TLS":                         {of(from("https://charts.example", "app")), nil},
		"from a registry":                {of(from("", "oci://registry.example/app")), nil},
		"an image's home":                {of(res(release, "x", props{"chart": "app", "values": props{"image": props{"repository": "registry.example/app"}}})), nil},
		"in the clear":                   {of(from("http://charts.example", "app")), []string{`"x": %s: repositoryOpts.repo is http://charts.example, where anybody may answer: fetch it by https:// or oci://`}},
		"a file, in the clear":           {of(from("", "http://charts.example/app.tgz")), []string{`"x": %s: chart is http://charts.example/app.tgz, where anybody may answer: fetch it by https:// or oci://`}},
		"one that verifies when told":    {of(measures(props{"apiService": props{"insecureSkipTLSVerify": false}})), nil},
		"one that does not, unless told": {of(measures(props{"replicas": 2.0})), []string{`"x": %s: the chart turns values.apiService.insecureSkipTLSVerify on: set it to false`}},
	})
}

// The metrics of a cluster of kind are let pass for its kubelets, and for
// nothing more.
func TestOnlyTheKubeletsOfKindAreLetPass(t *testing.T) {
	with := func(name string, arguments ...any) policy.Resource {
		return res(release, name, props{"chart": "metrics-server", "values": props{"args": arguments, "apiService": props{"insecureSkipTLSVerify": false}}})
	}
	for _, c := range []struct {
		resource policy.Resource
		want     int
	}{
		{with("local-metrics-release", "--kubelet-insecure-tls"), 0},
		{with("local-metrics-release", "--kubelet-insecure-tls", "--insecure"), 1},
		{with("prod-metrics-release", "--kubelet-insecure-tls"), 1},
	} {
		report := policy.Check(policy.NewPlan(c.resource), []policy.Rule{policy.Verification()}, policy.Exceptions())
		assert.Len(t, report.Findings, c.want, c.resource.Name)
	}
}
