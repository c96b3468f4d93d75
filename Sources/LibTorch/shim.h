// LibTorch comes through pkg-config; see Package.swift.
