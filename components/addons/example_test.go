package addons_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/components/addons"
)

func ExampleTraefikArgs_Values() {
	values, err := addons.TraefikArgs{NodePort: 30443, LocalTraffic: true}.Values()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(values["service"])
	// Output: map[spec:map[externalTrafficPolicy:Local type:NodePort]]
}
