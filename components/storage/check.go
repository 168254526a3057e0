package storage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// Bounds of https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
const (
	minKeyDeletionDays = 7
	maxKeyDeletionDays = 30
)

// Bounds of https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
// and https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
const (
	infrequentAfter = 30
	maxKeptVersions = 100
	maxRules        = 1000
	maxKey          = 1024
)

var accountForm = regexp.MustCompile(`^\d{12}$`)

// CheckBucket returns what is wrong with the arguments of a bucket, without
// making it. Nil arguments are the defaults.
func CheckBucket(name string, args *BucketArgs) error {
	_, err := planBucket(name, args)
	return err
}

func planBucket(name string, args *BucketArgs) (BucketArgs, error) {
	if args == nil {
		args = &BucketArgs{}
	}
	a := args.withDefaults(name)
	p := component.NewProblems("bucket", name)
	if a.Name == "" {
		checkAutoName(p, name)
	} else {
		checkName(p, name)
		checkBucketName(p, "Name", a.Name)
	}
	a.checkEncryption(p)
	a.checkLogs(p)
	a.Lifecycle.check(p, !a.DisableVersioning, args.Lifecycle)
	a.checkPolicy(p)
	a.checkPublic(p)
	checkTags(p, a.Tags, maxTags, component.NameTag)
	return a, p.Err()
}

func (a BucketArgs) checkEncryption(p *component.Problems) {
	e := a.Encryption
	switch {
	case !slices.Contains([]Keys{KeysOwn, KeysGiven, KeysS3}, e.Keys):
		p.Add("Encryption.Keys", e.Keys, "not a choice", "choose own, given or s3")
	case e.Keys == KeysGiven && e.Key == nil:
		p.Add("Encryption.Key", nil, "not given", "pass the ARN of the key")
	case e.Keys != KeysGiven && e.Key != nil:
		p.Add("Encryption.Key", nil, fmt.Sprintf("given beside Keys %q", e.Keys), "set Keys to KeysGiven, or leave it out")
	}
	if d := e.KeyDeletionDays; d < minKeyDeletionDays || d > maxKeyDeletionDays {
		p.Add("Encryption.KeyDeletionDays", d, fmt.Sprintf("outside %d to %d days", minKeyDeletionDays, maxKeyDeletionDays), "choose a number within")
	}
}

// checkPublic wants exact keys: a wildcard would open what comes later, too.
func (a BucketArgs) checkPublic(p *component.Problems) {
	seen := map[string]bool{}
	for i, key := range a.Public {
		field := fmt.Sprintf("Public[%d]", i)
		switch {
		case key == "" || len(key) > maxKey || strings.HasPrefix(key, "/") || strings.Contains(key, "//"):
			p.Add(field, key, "not the key of an object", `write a key such as "keys.json"`)
		case strings.ContainsAny(key, "*?$"):
			p.Add(field, key, "has a character that stands for others in a policy", "name each object by its own key")
		case seen[key]:
			p.Add(field, key, "given twice", "leave one out")
		}
		seen[key] = true
	}
	if len(a.Public) > 0 && a.Encryption.Keys != KeysS3 {
		p.Add("Encryption.Keys", a.Encryption.Keys, "strangers cannot read what a KMS key encrypts", "choose KeysS3, or leave Public empty")
	}
}

func (a BucketArgs) checkLogs(p *component.Problems) {
	if a.AcceptLogsOf != "" {
		if !accountForm.MatchString(a.AcceptLogsOf) {
			p.Add("AcceptLogsOf", a.AcceptLogsOf, "not the number of an account", "write its 12 digits")
		}
		if a.Encryption.Keys != KeysS3 {
			p.Add("Encryption.Keys", a.Encryption.Keys, "S3 delivers access logs only into buckets encrypted with keys that it manages",
				"choose KeysS3, or leave AcceptLogsOf empty")
		}
	}
	if a.Logs == nil {
		return
	}
	switch {
	case a.Logs.Bucket == nil:
		p.Add("Logs.Bucket", nil, "nil", "pass a bucket that accepts logs, or leave Logs nil")
	case !a.Logs.Bucket.AcceptsLogs:
		p.Add("Logs.Bucket", nil, "accepts no access logs", "set AcceptLogsOf of that bucket")
	}
	if len(a.Logs.Prefix) > maxKey {
		p.Add("Logs.Prefix", nil, fmt.Sprintf("%d bytes long", len(a.Logs.Prefix)), fmt.Sprintf("use at most %d", maxKey))
	}
}

func (l Lifecycle) check(p *component.Problems, versioned bool, asked Lifecycle) {
	days := func(field string, n int) {
		if n < 1 && n != Forever {
			p.Add(field, n, "less than a day", "choose 1 or more, or Forever")
		}
	}
	days("Lifecycle.NoncurrentDays", l.NoncurrentDays)
	days("Lifecycle.AbortDays", l.AbortDays)
	if !versioned && (asked.NoncurrentDays != 0 || asked.KeepVersions != 0) {
		p.Add("Lifecycle.NoncurrentDays", nil, "about versions, of which the bucket keeps none", "leave it and KeepVersions out, or leave versioning on")
	}
	switch {
	case l.KeepVersions < 0 || l.KeepVersions > maxKeptVersions:
		p.Add("Lifecycle.KeepVersions", l.KeepVersions, fmt.Sprintf("outside 0 to %d", maxKeptVersions), "choose a number within")
	case l.KeepVersions > 0 && l.NoncurrentDays == Forever:
		p.Add("Lifecycle.KeepVersions", l.KeepVersions, "all versions stay forever", "leave it out, or set NoncurrentDays")
	}
	if n := len(l.Rules) + 1; n > maxRules {
		p.Add("Lifecycle.Rules", nil, fmt.Sprintf("%d rules with the bucket's own", n), fmt.Sprintf("S3 allows %d: join some", maxRules))
	}
	seen := map[string]int{}
	for i, r := range l.Rules {
		field := fmt.Sprintf("Lifecycle.Rules[%d]", i)
		if before, again := seen[r.Name]; again {
			p.Add(field+".Name", r.Name, fmt.Sprintf("same as Rules[%d]", before), "give each rule a name of its own")
		} else {
			seen[r.Name] = i
		}
		r.check(p, field)
	}
}

func (r Rule) check(p *component.Problems, field string) {
	switch {
	case !nameForm.MatchString(r.Name) || len(r.Name) > maxName:
		p.Add(field+".Name", r.Name, "not a name", fmt.Sprintf("use at most %d lower-case letters, digits and hyphens, a letter first", maxName))
	case r.Name == baseRule:
		p.Add(field+".Name", r.Name, "the name of the rule that every bucket has", "choose another")
	}
	if len(r.Prefix) > maxKey {
		p.Add(field+".Prefix", nil, fmt.Sprintf("%d bytes long", len(r.Prefix)), fmt.Sprintf("use at most %d", maxKey))
	}
	if r.ExpireDays < 0 {
		p.Add(field+".ExpireDays", r.ExpireDays, "less than a day", "choose 1 or more, or 0 for never")
	}
	if r.ExpireDays == 0 && len(r.Transitions) == 0 {
		p.Add(field, nil, "does nothing", "give Transitions or ExpireDays, or leave the rule out")
	}
	r.checkTransitions(p, field)
}

func (r Rule) checkTransitions(p *component.Problems, field string) {
	warmest, last := -1, -1
	for i, t := range r.Transitions {
		at := fmt.Sprintf("%s.Transitions[%d]", field, i)
		rank := slices.Index(colder(), t.Class)
		switch {
		case rank < 0:
			p.Add(at+".Class", t.Class, "not a class to move to", fmt.Sprintf("choose one of %v", colder()))
		case rank <= warmest:
			p.Add(at+".Class", t.Class, fmt.Sprintf("not colder than %s before it", colder()[warmest]), "list the transitions from warm to cold, each class once")
		case (t.Class == Infrequent || t.Class == OneZone) && t.Days < infrequentAfter:
			p.Add(at+".Days", t.Days, fmt.Sprintf("before S3 moves anything to %s", t.Class), fmt.Sprintf("use at least %d", infrequentAfter))
		case t.Days < 0:
			p.Add(at+".Days", t.Days, "negative", "choose 0 or more")
		case t.Days <= last:
			p.Add(at+".Days", t.Days, fmt.Sprintf("not later than the %d days of the transition before", last), "choose more")
		case r.ExpireDays > 0 && t.Days >= r.ExpireDays:
			p.Add(at+".Days", t.Days, fmt.Sprintf("not before the objects expire after %d days", r.ExpireDays), "move sooner, or expire later")
		}
		warmest, last = max(warmest, rank), max(last, t.Days)
	}
}
