import Foundation
import Testing

/// The order of the targets: what SwiftPM does not check.
@Suite struct FloorTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardized

  /// The dependencies that the manifest declares for a target; those of `Equipoise` come with it.
  private static let declared: [String: Set<String>] = {
    let manifest = (try? String(contentsOf: package.appending(path: "Package.swift"), encoding: .utf8)) ?? ""
    var declared: [String: Set<String>] = [:]
    for match in manifest.matches(of: #/floor\(\s*"(\w+)",\s*\[([^\]]*)\]/#) {
      declared[String(match.1)] = Set(match.2.matches(of: #/"(\w+)"/#).map { String($0.1) })
    }
    let toolkit = manifest.firstMatch(of: #/let toolkit[^=]*= \[([^\]]*)\]/#)?.1.matches(of: #/"(\w+)"/#) ?? []
    let names = Set(toolkit.map { String($0.1) })
    for (target, own) in declared where own.contains("Equipoise") { declared[target] = own.union(names) }
    return declared
  }()

  @Test func aTargetImportsOnlyWhatTheManifestDeclares() throws {
    let names = Set(Self.declared.keys)
    #expect(names.count > 12 && Self.declared["Reports"]?.contains("Runs") == true)
    for target in names {
      let folder = Self.package.appending(path: "Sources/\(target)")
      let files =
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
      for file in files where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        let imported = Set(text.matches(of: #/(?m)^(?:@\w+ )?import (\w+)$/#).map { String($0.1) })
        let undeclared = imported.intersection(names).subtracting(Self.declared[target] ?? [])
        #expect(undeclared.isEmpty || target == "Equipoise", "\(file.lastPathComponent) of \(target)")
      }
    }
  }

  @Test func aReportKnowsNoConfiguration() {
    #expect(Self.declared["Reports"]?.contains("Configuration") == false)
    #expect(Self.declared["Runs"]?.contains("Configuration") == false)
  }
}
