// Package versions is the one list of everything that is pinned: Kubernetes
// versions of EKS with their dates of support, versions of EKS add-ons, Helm
// charts, families of machine images and the versions of Pulumi plugins.
//
// Each entry says where it was read ([Source]) and when. There is no clock in
// here: the day that a version is judged on is data, too ([AsOf]), and moves
// when the list is brought up to date, so that the same program gives the
// same verdict on every machine and every day.
//
// The package is pure: it imports nothing of Pulumi or of a cloud.
package versions
