// swift-tools-version: 6.1
import PackageDescription

// A package of one's own that uses Equipoise, by path. `make setup` in Equipoise's folder comes first.
let package = Package(
  name: "buildings",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "equipoise", path: "../..")],
  targets: [
    .executableTarget(name: "Buildings", dependencies: [.product(name: "Equipoise", package: "equipoise")])
  ],
  cxxLanguageStandard: .cxx20)
