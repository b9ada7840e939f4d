// The tool `binade`. Everything is behind `Tool`, so that tests run it in their own process.
Tool.main()
