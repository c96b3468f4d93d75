// swift-tools-version: 6.1
import PackageDescription

// A package of one's own with a sharing scheme of one's own. `make setup` in Equipoise's folder comes first.
let package = Package(
  name: "twins",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "equipoise", path: "../..")],
  targets: [
    .executableTarget(name: "Twins", dependencies: [.product(name: "Equipoise", package: "equipoise")])
  ],
  cxxLanguageStandard: .cxx20)
