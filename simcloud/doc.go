// Package simcloud is a cloud on dry land: an AWS account with regions and
// zones, the Kubernetes clusters in it, and the providers random and tls, all
// in memory. The real Pulumi engine deploys to it through the providers' own
// protocol, and it refuses what the real services refuse, in their words, at
// the moment when they would.
//
// Three ways to use it:
//
//	cloud, err := simcloud.New()
//
//	// 1. With any pulumi command: export this, and no plugin is looked up.
//	server, err := cloud.Serve()
//	fmt.Println("PULUMI_DEBUG_PROVIDERS=" + server.Env())
//
//	// 2. As mocks, in a unit test of your own components.
//	err = pulumi.RunErr(program, pulumi.WithMocks("project", "stack",
//		cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"})))
//
//	// 3. With the engine in the test's own process: package simtest of the
//	// module github.com/drydock-iac/drydock/test.
//
// What exists can be listed (Inventory), asked about (Reach), saved and
// loaded (Save, Open) and broken on purpose (Inject). The account is a new
// one, with the quotas that AWS gives a new account; Quota raises them.
//
// Resource types that the simulation does not have are refused, never passed
// over: package world says how to add your own.
package simcloud
