import Components
import ExperimentFixtures
import Testing

@testable import Configuration

/// The cards of the kinds of data against what is read.
@Suite struct DataCardTests {
  @Test(arguments: DataKinds.all.names) func aKindReadsTheKeysOfItsCard(_ name: String) throws {
    var read: Set<String> = []
    for data in try Self.sections(of: name) { Self.collect(data, [], into: &read) }
    // The names of several sets are the user's, and each set has the keys of its own kind.
    read = read.filter { !$0.hasPrefix("sets.") }
    let declared = Self.paths(DataKinds.all[name]!.settings, below: []).union(["kind"])
    #expect(read.subtracting(declared).sorted() == [], "read but not declared")
    #expect(declared.subtracting(read).sorted() == [], "declared but not read")
  }

  @Test(arguments: DataKinds.all.names) func aKeyWithAConditionIsReadWhereItHoldsAlone(_ name: String) throws {
    for data in try Self.sections(of: name) { try check(data, DataKinds.all[name]!.settings) }
  }

  @Test(arguments: DataKinds.all.names) func aDefaultHoldsWhatItShould(_ name: String) throws {
    for setting in DataKinds.all[name]!.settings {
      // Numbers that stand for words are shown as they are written.
      guard let value = setting.fallback, case .number = setting.kind else { continue }
      var values = [setting.name: value], declared = [setting]
      if let condition = setting.condition {
        values[condition.name] = condition.value
        declared += DataKinds.all[name]!.settings.filter { $0.name == condition.name }
      }
      #expect(throws: Never.self) { try Settings(values, of: declared, owner: name) }
    }
  }

  private func check(_ node: ConfigurationNode, _ settings: [Setting]) throws {
    for setting in settings {
      let value = node.child(setting.name)
      if let condition = setting.condition {
        guard case .scalar(let scalar)? = node.child(condition.name)?.content else { return }
        #expect((value != nil) == (scalar.text == condition.value.description), "\(setting.name)")
      }
      switch (setting.kind, value?.content) {
      case (.section(let nested), _?): try check(try #require(value), nested)
      case (.sections(let nested), .list(let items)?): for item in items { try check(item, nested) }
      default: break
      }
    }
  }

  /// The sections `data` of the sample documents of a kind, as they were read.
  private static func sections(of kind: String) throws -> [ConfigurationNode] {
    try ConfigurationSample.everything.map { try ConfigurationSample.read($0) }
      .filter { $0.data.card.name == kind }.map { try #require($0.resolved.root.child("data")) }
  }

  /// The paths of settings. Those of a section without declared keys, such as a loss, are declared elsewhere.
  private static func paths(_ settings: [Setting], below path: [String]) -> Set<String> {
    settings.reduce(into: []) { paths, setting in
      let own = path + [setting.name]
      paths.insert(own.joined(separator: "."))
      switch setting.kind {
      case .section(let nested), .sections(let nested): paths.formUnion(Self.paths(nested, below: own))
      default: break
      }
    }
  }

  private static func collect(_ node: ConfigurationNode, _ path: [String], into paths: inout Set<String>) {
    switch node.content {
    case .scalar: break
    case .list(let items): for item in items { collect(item, path, into: &paths) }
    case .section(let entries) where path.last != "loss":
      for entry in entries {
        paths.insert((path + [entry.key]).joined(separator: "."))
        collect(entry.value, path + [entry.key], into: &paths)
      }
    case .section: break
    }
  }
}
