package s3

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// null is the id of the one version that is not kept apart: of a bucket that
// is not versioned, or is no longer.
const null = "null"

// versionsOf returns the versions of all objects of a bucket, sorted.
func versionsOf(c *world.Call, bucket string) []*world.Object {
	return c.Where(kindVersion, "bucket", bucket)
}

// addVersion stores one version of an object and returns its id. Without
// versioning it replaces the one before. Versioned, a bucket keeps both.
func addVersion(c *world.Call, bucket *world.Object, key string, props world.Props) string {
	id := null
	if stateOf(c, bucket).Props.Str(stateVersioning) == enabled {
		id = versionID(c, bucket.ID, key)
	} else if earlier := c.Find(kindVersion, versionKey(bucket.ID, key, null)); earlier != nil {
		c.Remove(earlier)
	}
	props["bucket"], props["key"], props["versionId"] = bucket.ID, key, id
	c.Make(bucket, kindVersion, versionKey(bucket.ID, key, id), props)
	return id
}

func versionKey(bucket, key, version string) string {
	return fmt.Sprintf("%s/%s?versionId=%s", bucket, key, version)
}

// versionID is an identifier of 32 characters, new for each version of a key.
func versionID(c *world.Call, bucket, key string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._"
	count := fmt.Sprint(len(c.Where(kindVersion, "bucket", bucket)))
	id := make([]byte, 32)
	for i := range id {
		id[i] = alphabet[c.Number(len(alphabet), "version", key, count, fmt.Sprint(i))]
	}
	return string(id)
}

// held reports whether object lock keeps a version from deletion: a legal hold,
// or a date that has not come.
func held(c *world.Call, version *world.Object) bool {
	until, err := time.Parse(time.RFC3339, version.Props.Str("retainUntil"))
	return version.Props.Bool("legalHold") || err == nil && c.Now().Before(until)
}

// heldByCompliance reports whether nobody can delete the version yet.
func heldByCompliance(c *world.Call, version *world.Object) bool {
	until, err := time.Parse(time.RFC3339, version.Props.Str("retainUntil"))
	return version.Props.Str("lockMode") == "COMPLIANCE" && err == nil && c.Now().Before(until)
}

func protected(op api.Op) error {
	return op.RefuseStatus(403, "AccessDenied", "Access Denied because object protected by object lock.", docLock)
}

// Put stores an object of an application, a backup for instance, in a bucket
// of the call's region: something that no program made and no program takes
// away. It is for drills, inside World.Mutate.
func Put(c *world.Call, bucket, key string) error {
	op, b, err := put(c, bucket, key)
	if err != nil {
		return err
	}
	if _, err := encryptionOf(c, op, world.Props{}, stateOf(c, b).Props); err != nil {
		return err
	}
	addVersion(c, b, key, world.Props{})
	return nil
}

// Keys returns the keys of the objects in a bucket of the call's region,
// sorted, each once.
func Keys(c *world.Call, bucket string) []string {
	var keys []string
	for _, v := range versionsOf(c, bucket) {
		key := v.Props.Str("key")
		if v.Props.Bool("deleteMarker") || len(keys) > 0 && keys[len(keys)-1] == key {
			continue
		}
		keys = append(keys, key)
	}
	return keys
}
