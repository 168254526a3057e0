package kubernetes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/drydock-iac/drydock/simcloud/aws/secrets"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// push does what the operator does with a PushSecret
// (https://external-secrets.io/latest/guides/pushsecrets/): it writes a Secret
// to the stores. It looks once, and a secret that is not in AWS yet is not
// made: that is not simulated.
func push(c *world.Call, o custom) verdict {
	name := o.spec.Map("selector").Map("secret").Str("name")
	secret := c.Find(tokenSecret, o.namespace+"/"+name)
	if secret == nil {
		return notReady("Errored", "could not get source secret: secrets %q not found", name)
	}
	for _, ref := range o.spec.Maps("secretStoreRefs") {
		s, err := open(c, o.namespace, ref)
		if err != nil {
			return notReady("Errored", "%s", err)
		}
		if s == nil {
			continue
		}
		for _, d := range o.spec.Maps("data") {
			if err := s.put(c, d.Map("match"), content(secret), o.spec.Str("updatePolicy")); err != nil {
				return notReady("Errored", "set secret failed: could not write remote ref %s to target secretstore %s: %s",
					d.Map("match").Str("secretKey"), ref.Str("name"), err)
			}
		}
	}
	return ready("Synced", "PushSecret synced successfully")
}

// put writes one secret, whole as JSON or one key of it.
func (s *shop) put(c *world.Call, match world.Props, data map[string]string, policy string) error {
	key := match.Map("remoteRef").Str("remoteKey")
	remote := secrets.Find(s.c, key)
	if remote == nil {
		return errors.New("ResourceNotFoundException: Secrets Manager can't find the specified secret.")
	}
	text := data[match.Str("secretKey")]
	if match.Str("secretKey") == "" {
		raw, err := json.Marshal(data)
		if err != nil {
			return err
		}
		text = string(raw)
	}
	for _, action := range []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"} {
		if why := may(c, s.pod, action, remote.ID); why != "" {
			return errors.New(why)
		}
	}
	if remote.Props.Map("tags").Str("managed-by") != "external-secrets" && remote.Props.Map("tagsAll").Str("managed-by") != "external-secrets" {
		return errors.New("secret not managed by external-secrets")
	}
	current, has := secrets.Value(s.c, key)
	if has && (current == text || policy == "IfNotExists") {
		return nil
	}
	if why := may(c, s.pod, "secretsmanager:PutSecretValue", remote.ID); why != "" {
		return errors.New(why)
	}
	s.version(remote, text)
	return nil
}

// version makes a value the current one. It belongs to the secret.
func (s *shop) version(remote *world.Object, text string) {
	const current, previous = "AWSCURRENT", "AWSPREVIOUS"
	versions := s.c.Where(secrets.Version, "arn", remote.ID)
	for _, o := range s.c.Owned(remote) {
		if !slices.Contains(versions, o) {
			versions = append(versions, o)
		}
	}
	for _, v := range versions {
		var stages []any
		for _, stage := range v.Props.Strs("versionStages") {
			switch stage {
			case current:
				stages = append(stages, previous)
			case previous:
			default:
				stages = append(stages, stage)
			}
		}
		v.Props["versionStages"] = stages
	}
	id := s.c.UUID("version", remote.ID, fmt.Sprint(len(versions)))
	s.c.Make(remote, secrets.Version, remote.ID+"|"+id, world.Props{
		"arn": remote.ID, "secretId": remote.ID, "secretString": text, "versionId": id, "versionStages": []any{current},
	})
}
