// swift-tools-version: 6.1
import Foundation
import PackageDescription

// LibTorch is found through the link `.libtorch` in the package root, which `make setup` places. As a dependency by
// version, where SwiftPM refuses the flags that this needs, pkg-config's `libtorch` serves instead.
let libtorch = Context.packageDirectory + "/.libtorch"
let linked = FileManager.default.fileExists(atPath: libtorch + "/include/ATen/ATen.h")
if !linked && !Context.packageDirectory.contains("/checkouts/") {
  // An error rather than a manifest without LibTorch, because SwiftPM caches manifests by their text.
  FileHandle.standardError.write(Data("LibTorch is missing in \(libtorch): run `make setup`.\n".utf8))
  exit(1)
}

let torchHeaders: [CXXSetting] =
  linked
  ? [.unsafeFlags(["-isystem", libtorch + "/include", "-isystem", libtorch + "/include/torch/csrc/api/include"])] : []
let torchLibraries: [LinkerSetting] =
  [.linkedLibrary("torch_cpu"), .linkedLibrary("c10")]
  + (linked ? [.unsafeFlags(["-L" + libtorch + "/lib", "-Xlinker", "-rpath", "-Xlinker", libtorch + "/lib"])] : [])

// CI sets `EQUIPOISE_STRICT=1`: a warning is an error there. `make fuzz` sets `EQUIPOISE_FUZZ=1`: coverage for libFuzzer.
let strict = Context.environment["EQUIPOISE_STRICT"] == "1"
let fuzzing = Context.environment["EQUIPOISE_FUZZ"] == "1"
let swiftSettings: [SwiftSetting] =
  (strict ? [.unsafeFlags(["-warnings-as-errors"])] : [])
  + (fuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library", "-enable-testing"])] : [])

/// Targets whose loops over numbers take most of the time of unoptimised tests: they are optimised in debug builds too.
let optimised: Set = ["Statistics", "Radiomics", "Localisation", "Multitasking", "Control", "Datasets", "Reports"]

func floor(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude,
    swiftSettings: swiftSettings
      + (linked && optimised.contains(name) ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []))
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies, exclude: exclude,
    swiftSettings: swiftSettings)
}

let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")

/// Floors 0 to 4, which `import Equipoise` gives.
let toolkit: [Target.Dependency] = [
  "Components", "Torch", "Statistics", "Radiomics", "Localisation", "Multitasking", "Certificates", "Corruptions",
  "Tasks", "Backbones",
  "Sharing", "Balancing", "Datasets", "Training", "Control", collections,
]

/// What the harness of the readers under libFuzzer needs.
let fuzzed: [Target.Dependency] = ["Equipoise", "Printing", "Runs", "Verification", "Configuration", "Studies"]

let package = Package(
  name: "equipoise",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Equipoise", targets: ["Equipoise"]),
    .executable(name: "equipoise", targets: ["EquipoiseCommand"]),
  ] + (fuzzing ? [.library(name: "Fuzz", type: .dynamic, targets: ["Fuzz"])] : []),
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.5.0"),
  ],
  targets: [
    // floor 0
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(
      name: "CImage", dependencies: ["CJPEG", "CPNG"],
      cSettings: fuzzing ? [.unsafeFlags(["-fsanitize=fuzzer-no-link"])] : [],
      linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png16")]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CTorch", dependencies: linked ? [] : ["LibTorch"], exclude: ["operations.txt"],
      cxxSettings: torchHeaders, linkerSettings: torchLibraries),
    floor("Components", []),
    floor("Statistics", []),
    floor("Processes", []),
    // floor 1
    floor("Radiomics", ["Statistics"]),
    floor("Multitasking", ["Statistics"]),
    floor("Torch", ["CTorch", "Components"]),
    floor("Printing", ["Statistics"]),
    floor("Certificates", ["CZlib"]),
    // floor 2
    floor("Tasks", ["Torch", "Components", "Statistics", collections]),
    floor("Backbones", ["Torch", "Components"]),
    floor("Corruptions", ["Components", "Statistics", "CImage"]),
    floor("Localisation", ["Statistics", "Radiomics"]),
    // floor 3
    floor("Sharing", ["Torch", "Components", "Statistics", "Tasks", "Backbones", collections]),
    floor("Balancing", ["Torch", "Components", "Tasks"]),
    floor(
      "Datasets",
      ["Torch", "Components", "Statistics", "Localisation", "Corruptions", "Tasks", "CImage", "CZlib", collections]),
    // floor 4
    floor("Drawing", ["Torch", "Printing", "Tasks", "Sharing"]),
    floor("Training", ["Torch", "Components", "Tasks", "Sharing", "Balancing", "Datasets", collections]),
    floor("Control", ["Torch", "Components", "Statistics", "Backbones", "Balancing"]),
    floor("Equipoise", toolkit),
    // floor 5
    floor("Runs", ["Equipoise", "Printing", .product(name: "GRDB", package: "GRDB.swift")]),
    floor("Verification", ["Equipoise", "Printing"]),
    // floor 6
    floor("Configuration", ["Equipoise", "Printing", "Runs", "Yams"]),
    floor(
      "Reports", ["Equipoise", "Printing", "Processes", "Runs"],
      exclude: ["Published/Tables"]),
    // floor 7
    floor(
      "Experiments",
      ["Equipoise", "Printing", "Processes", "Runs", "Drawing", "Configuration", "Reports", "Verification"]),
    // floor 8
    floor("Benchmarks", ["Equipoise", "Printing", "Processes", "Runs", "Configuration", "Experiments"]),
    floor(
      "Studies",
      ["Equipoise", "Printing", "Processes", "Runs", "Verification", "Configuration", "Reports", "Experiments"]),
    // floor 9
    .executableTarget(
      name: "EquipoiseCommand",
      dependencies: [
        "Printing", "Processes", "Drawing", "Runs", "Verification", "Configuration", "Reports", "Experiments",
        "Benchmarks", "Studies",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
  ]
    + [
      // The programs of `examples`, each of which has a package of its own around it.
      .executableTarget(
        name: "Buildings", dependencies: ["Equipoise"], path: "examples/swift/Sources/Buildings",
        swiftSettings: swiftSettings),
      .executableTarget(
        name: "Twins", dependencies: ["Equipoise"], path: "examples/scheme/Sources/Twins",
        swiftSettings: swiftSettings),
    ]
    + (linked ? [] : [.systemLibrary(name: "LibTorch", pkgConfig: "libtorch")])
    + [
      // For libFuzzer a library; otherwise it is compiled with the tests, so that it keeps up with the readers.
      fuzzing
        ? .target(
          name: "Fuzz", dependencies: fuzzed, path: "Tests/Fuzz/Harness", swiftSettings: swiftSettings)
        : .testTarget(
          name: "FuzzTests", dependencies: fuzzed, path: "Tests/Fuzz/Harness", swiftSettings: swiftSettings)
    ]
    + [
      // What tests share: folders, error texts and closeness, and above them invented runs, reports and configurations.
      .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
      .target(
        name: "ExperimentFixtures", dependencies: ["TestSupport", "Configuration", "Reports", "Runs"],
        path: "Tests/ExperimentFixtures", swiftSettings: swiftSettings),
      .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: swiftSettings),
      tests("Torch"), tests("Tasks"), tests("Backbones"), tests("Sharing"), tests("Balancing"), tests("Corruptions"),
      tests("Datasets", ["Radiomics", "Localisation"]), tests("Drawing", ["Backbones"]),
      tests("Training", ["Equipoise"]), tests("Statistics"), tests("Radiomics"), tests("Localisation", ["Statistics"]),
      tests("Multitasking", ["Statistics"]), tests("Control", ["Statistics", "Balancing"]),
      tests("Certificates", ["Statistics"]),
      tests("Printing", ["Reports"]),
      tests("Processes", ["Reports"]),
      tests("Runs", ["Configuration", "ExperimentFixtures", .product(name: "GRDB", package: "GRDB.swift")]),
      tests("Verification"), tests("Configuration", ["ExperimentFixtures", "Yams"]),
      tests("Reports", ["ExperimentFixtures", "Configuration"]),
      tests("Experiments", ["ExperimentFixtures"]), tests("Benchmarks"), tests("Studies", ["ExperimentFixtures"]),
      tests("EquipoiseCommand"),
    ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20)
