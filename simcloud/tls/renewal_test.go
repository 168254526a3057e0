package tls_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/tls"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestACertificateThatIsDueIsReplacedWithoutAChange(t *testing.T) {
	l := open(t, "renewal")
	_, key := l.Make(tls.PrivateKey, "key", world.Props{"algorithm": "ECDSA", "ecdsaCurve": "P256"})
	in := world.Props{
		"privateKeyPem": key.Str("privateKeyPem"), "allowedUses": []any{"server_auth"}, "validityPeriodHours": 100.0, "earlyRenewalHours": 10.0,
	}
	l.Make(tls.SelfSignedCert, "cert", in)
	replaced := func() []string {
		d, err := l.Session.DiffOf(worldtest.URN(tls.SelfSignedCert, "cert"), tls.SelfSignedCert, in, in)
		require.NoError(t, err)
		return d.Replace
	}
	l.World.Advance(89 * time.Hour)
	assert.Empty(t, replaced())
	l.World.Advance(time.Hour)
	assert.Equal(t, []string{"readyForRenewal"}, replaced())
}
