package policy

import (
	"regexp"
	"slices"
	"strings"
)

// Types that name versions.
const (
	typeRelease = "kubernetes:helm.sh/v3:Release"
	typeAddon   = "aws:eks/addon:Addon"
)

var (
	exactVersion = regexp.MustCompile(`^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
	imageID      = regexp.MustCompile(`^ami-[0-9a-f]{8,17}$`)
	pinnedSSM    = regexp.MustCompile(`^resolve:ssm:[^:]+:\d+$`)
)

// versioned are properties that name the version of something which the
// service would choose otherwise.
var versioned = []struct{ kind, path, what string }{
	{typeCluster, "version", "EKS would choose the version of Kubernetes"},
	{typeAddon, "addonVersion", "EKS would choose the version of the add-on"},
	{typeNodeGroup, "releaseVersion", "EKS would choose the image of the nodes"},
	{"aws:rds/instance:Instance", "engineVersion", "RDS would choose the version of the engine"},
	{"aws:rds/cluster:Cluster", "engineVersion", "RDS would choose the version of the engine"},
	{"aws:elasticache/replicationGroup:ReplicationGroup", "engineVersion", "ElastiCache would choose the version of the engine"},
}

// Floating is the rule that the same program makes the same thing tomorrow:
// images of containers by digest, charts by exact version, images of machines
// by id, versions of services named. Images within a third party's chart are
// pinned by the chart's version; only a value that says "latest" is a finding.
func Floating() Rule {
	return Rule{
		ID:   "floating",
		Says: "Images, charts, machine images and services are of one version, not of the latest.",
		Check: func(p *Plan) []Finding {
			return slices.Concat(versions(p), charts(p), containerImages(p), machineImages(p), templateVersions(p))
		},
	}
}

func versions(p *Plan) []Finding {
	var out []Finding
	for _, v := range versioned {
		for _, r := range p.Of(v.kind) {
			ownImage := v.kind == typeNodeGroup && imageOfTemplate(p, r)
			if dig(r.Inputs, v.path) == nil && !ownImage {
				out = append(out, found(r, "set "+v.path, "%s", v.what))
			}
		}
	}
	return out
}

// imageOfTemplate reports whether a node group's launch template names the
// image of its nodes.
func imageOfTemplate(p *Plan, group Resource) bool {
	return slices.ContainsFunc(p.Of(typeTemplate), func(t Resource) bool {
		return t.at("imageId") != "" && (named(t, group.get("launchTemplate.id")) || named(t, group.get("launchTemplate.name")))
	})
}

func charts(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeRelease) {
		if v := r.at("version"); !exactVersion.MatchString(v) && !r.unknown("version") {
			out = append(out, found(r, "name one version", "the chart's version is %q", v))
		}
		walk(dig(r.Inputs, "values"), nil, func(path []string, text string) {
			if key := path[len(path)-1]; key == "tag" && text == "latest" || key == "image" && strings.HasSuffix(text, ":latest") {
				out = append(out, found(r, "name a version, or leave it to the chart", "values.%s is %q", strings.Join(path, "."), text))
			}
		})
	}
	return out
}

func containerImages(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Resources {
		for _, c := range containers(r) {
			if image, ok := dig(c, "image").(string); ok && !strings.Contains(image, "@sha256:") {
				out = append(out, found(r, "name the image by digest: name@sha256:…", "the image %q may change", image))
			}
		}
	}
	return out
}

func machineImages(p *Plan) []Finding {
	const repair = "name one image: ami-…, or resolve:ssm:NAME:VERSION"
	var out []Finding
	for _, at := range []struct{ kind, path string }{{typeInstance, "ami"}, {typeTemplate, "imageId"}, {typeConfiguration, "imageId"}} {
		for _, r := range p.Of(at.kind) {
			image, ok := dig(r.Inputs, at.path).(string)
			if ok && !imageID.MatchString(image) && !pinnedSSM.MatchString(image) {
				out = append(out, found(r, repair, "the machine image %q may change", image))
			}
		}
	}
	return out
}

// templateVersions are launch templates whose latest version is followed
// outside of the program.
func templateVersions(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeScaling, typeNodeGroup, typeInstance) {
		paths := []string{"launchTemplate.version", "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.version"}
		for _, path := range paths {
			if v := str(r.Inputs, path); v == "$Latest" || v == "$Default" {
				out = append(out, found(r, "pass the template's latestVersion", "it follows the version %s of its launch template", v))
			}
		}
	}
	return out
}
