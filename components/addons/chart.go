package addons

const (
	// webPort and webSecurePort are where the chart's entry points "web" and
	// "websecure" listen in the pod.
	webPort       = 8000
	webSecurePort = 8443
	// nonRoot is the user and group that the image is made for.
	nonRoot = 65532
)

// chartValues are the values of the Traefik chart that the library sets.
type chartValues struct {
	Deployment          deploymentValues   `json:"deployment"`
	PodDisruptionBudget budgetValues       `json:"podDisruptionBudget"`
	IngressClass        classValues        `json:"ingressClass"`
	Gateway             gatewayValues      `json:"gateway"`
	GatewayClass        gatewayClassValues `json:"gatewayClass"`
	Providers           struct {
		KubernetesIngress ingressProvider `json:"kubernetesIngress"`
		KubernetesGateway gatewayProvider `json:"kubernetesGateway"`
	} `json:"providers"`
	Ports struct {
		Web       webValues       `json:"web"`
		WebSecure webSecureValues `json:"websecure"`
	} `json:"ports"`
	TLSStore                  map[string]storeValues `json:"tlsStore,omitempty"`
	Service                   serviceValues          `json:"service"`
	API                       apiValues              `json:"api"`
	Global                    globalValues           `json:"global"`
	Log                       logValues              `json:"log"`
	AccessLog                 accessLogValues        `json:"accessLog"`
	AdditionalArguments       []string               `json:"additionalArguments"`
	TopologySpreadConstraints []spreadValues         `json:"topologySpreadConstraints"`
	Resources                 resourceValues         `json:"resources"`
	SecurityContext           containerSecurity      `json:"securityContext"`
	PodSecurityContext        podSecurity            `json:"podSecurityContext"`
}

type deploymentValues struct {
	Replicas         int `json:"replicas"`
	HealthchecksPort int `json:"healthchecksPort"`
}

type budgetValues struct {
	Enabled        bool `json:"enabled"`
	MaxUnavailable int  `json:"maxUnavailable"`
}

type classValues struct {
	Enabled        bool   `json:"enabled"`
	IsDefaultClass bool   `json:"isDefaultClass"`
	Name           string `json:"name"`
}

type gatewayValues struct {
	Enabled   bool                      `json:"enabled"`
	Name      string                    `json:"name"`
	Listeners map[string]listenerValues `json:"listeners,omitempty"`
}

type listenerValues struct {
	Port            int                 `json:"port"`
	Protocol        string              `json:"protocol"`
	NamespacePolicy map[string]string   `json:"namespacePolicy"`
	Certificates    []map[string]string `json:"certificateRefs,omitempty"`
}

type gatewayClassValues struct {
	Enabled bool   `json:"enabled"`
	Name    string `json:"name"`
}

// ingressProvider publishes no service: one of the type NodePort has no
// address to show.
type ingressProvider struct {
	Enabled          bool   `json:"enabled"`
	IngressClass     string `json:"ingressClass"`
	PublishedService struct {
		Enabled bool `json:"enabled"`
	} `json:"publishedService"`
}

// gatewayProvider takes no address from the service, for the same reason.
type gatewayProvider struct {
	Enabled       bool `json:"enabled"`
	StatusAddress struct {
		Service struct {
			Enabled bool `json:"enabled"`
		} `json:"service"`
	} `json:"statusAddress"`
}

type webValues struct {
	Port          int             `json:"port"`
	NodePort      int             `json:"nodePort"`
	Expose        exposeValues    `json:"expose"`
	ExposedPort   int             `json:"exposedPort"`
	ProxyProtocol trustValues     `json:"proxyProtocol"`
	Transport     transportValues `json:"transport"`
}

type transportValues struct {
	LifeCycle struct {
		RequestAcceptGraceTimeout int `json:"requestAcceptGraceTimeout"`
	} `json:"lifeCycle"`
}

// webSecureValues are the entry point for TLS, all but Expose empty where TLS
// ends before Traefik.
type webSecureValues struct {
	Expose        exposeValues     `json:"expose"`
	Port          int              `json:"port,omitempty"`
	NodePort      int              `json:"nodePort,omitempty"`
	ExposedPort   int              `json:"exposedPort,omitempty"`
	AsDefault     bool             `json:"asDefault,omitempty"`
	HTTP          *webSecureHTTP   `json:"http,omitempty"`
	ProxyProtocol *trustValues     `json:"proxyProtocol,omitempty"`
	Transport     *transportValues `json:"transport,omitempty"`
}

type webSecureHTTP struct {
	TLS struct {
		Enabled bool `json:"enabled"`
	} `json:"tls"`
}

// storeValues are a TLSStore:
// https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/tls/tlsstore/
type storeValues struct {
	DefaultCertificate struct {
		Name string `json:"secretName"`
	} `json:"defaultCertificate"`
}

type exposeValues struct {
	Default bool `json:"default"`
}

type trustValues struct {
	TrustedIPs []string `json:"trustedIPs"`
}

type serviceValues struct {
	Spec serviceSpec `json:"spec"`
}

type serviceSpec struct {
	Type                  string `json:"type"`
	ExternalTrafficPolicy string `json:"externalTrafficPolicy"`
}

// apiValues leaves the dashboard out.
type apiValues struct {
	Dashboard bool `json:"dashboard"`
}

// globalValues send nothing to anybody.
type globalValues struct {
	CheckNewVersion    bool `json:"checkNewVersion"`
	SendAnonymousUsage bool `json:"sendAnonymousUsage"`
}

type logValues struct {
	Format string `json:"format"`
	Level  string `json:"level"`
}

type accessLogValues struct {
	Enabled bool   `json:"enabled"`
	Format  string `json:"format"`
}

type spreadValues struct {
	MaxSkew           int            `json:"maxSkew"`
	TopologyKey       string         `json:"topologyKey"`
	WhenUnsatisfiable string         `json:"whenUnsatisfiable"`
	LabelSelector     selectorValues `json:"labelSelector"`
	MatchLabelKeys    []string       `json:"matchLabelKeys"`
}

type selectorValues struct {
	MatchLabels map[string]string `json:"matchLabels"`
}

type resourceValues struct {
	Requests map[string]string `json:"requests"`
	Limits   map[string]string `json:"limits"`
}

type containerSecurity struct {
	AllowPrivilegeEscalation bool         `json:"allowPrivilegeEscalation"`
	Capabilities             capabilities `json:"capabilities"`
	ReadOnlyRootFilesystem   bool         `json:"readOnlyRootFilesystem"`
}

type capabilities struct {
	Drop []string `json:"drop"`
}

type podSecurity struct {
	RunAsNonRoot   bool    `json:"runAsNonRoot"`
	RunAsUser      int     `json:"runAsUser"`
	RunAsGroup     int     `json:"runAsGroup"`
	SeccompProfile seccomp `json:"seccompProfile"`
}

type seccomp struct {
	Type string `json:"type"`
}
