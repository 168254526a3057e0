package tls_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/tls"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestACertificateThatIsDueIsReplacedWithoutAChange(t *testing.T) {
	w, s := open(t, "renewal")
	_, key := create(t, s, tls.PrivateKey, "key", world.Props{"algorithm": "ECDSA", "ecdsaCurve": "P256"})
	in := world.Props{
		"privateKeyPem": key.Str("privateKeyPem"), "allowedUses": []any{"server_auth"}, "validityPeriodHours": 100.0, "earlyRenewalHours": 10.0,
	}
	create(t, s, tls.SelfSignedCert, "cert", in)
	replaced := func() []string {
		d, err := s.DiffOf(urn("cert"), tls.SelfSignedCert, in, in)
		require.NoError(t, err)
		return d.Replace
	}
	w.Advance(89 * time.Hour)
	assert.Empty(t, replaced())
	w.Advance(time.Hour)
	assert.Equal(t, []string{"readyForRenewal"}, replaced())
}
