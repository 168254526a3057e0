package versions

// Runtime is a runtime of AWS Lambda.
type Runtime struct {
	// Name is its identifier.
	Name string
	// Deprecated is the day from which it gets no patches, NoCreate and
	// NoUpdate those from which no function with it is made or changed.
	Deprecated, NoCreate, NoUpdate Date
	// Source of the days.
	Source Source
}

// PythonRuntime is the runtime of functions in Python.
func PythonRuntime() Runtime {
	return Runtime{
		Name: "python3.13", Deprecated: "2029-06-30", NoCreate: "2029-07-31", NoUpdate: "2029-08-31",
		Source: Source{
			URL: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html", Seen: AsOf,
			Through: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-python",
		},
	}
}
