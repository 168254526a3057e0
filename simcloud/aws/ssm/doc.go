// Package ssm simulates Parameter Store of AWS Systems Manager: parameters
// with their names, tiers and keys, the look-up of a parameter, and the public
// parameters in which AWS and the makers of operating systems publish the
// machine images of each region.
//
// EC2 and Auto Scaling resolve images through it ("resolve:ssm:NAME" in a
// launch template): [Image] gives the value, [Architecture] what a published
// image can run on. The ids of published images follow from region and name;
// they are not those of the real images.
package ssm
