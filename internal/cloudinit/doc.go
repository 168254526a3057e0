// Package cloudinit writes and reads what a machine is told when it starts
// for the first time: a cloud-config document, as a value.
//
//	d := cloudinit.Document{Files: []cloudinit.File{{Path: "/etc/motd", Content: "hello\n"}}}
//	text, err := d.UserData() // base64, as a launch template takes it
//	same, err := cloudinit.Parse(text)
//
// User data is no place for a secret: everything that runs on the machine can
// read it, and so can everyone who may describe the instance. UserData refuses
// a document that holds what looks like one ([SecretIn]). The keys and their
// meaning are those of
// https://cloudinit.readthedocs.io/en/latest/reference/modules.html
package cloudinit
