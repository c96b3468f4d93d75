import Balancing
import Printing
import Runs

// Some parameters have no default that suits every problem. A row that was trained with one all the same says little about its
// method.
extension MethodSummary.Setting {
  /// The defaults of a method that its cards say are to be searched, as text, by the names of a result's
  /// hyper-parameters.
  ///
  /// - Parameter method: the catalogue name, `uw-so+pcgrad` for a gradient method with a loss weighting.
  static func defaultsToSearch(of method: String) -> [String: String] {
    let parts = method.split(separator: "+").map(String.init)
    guard let name = parts.last, let card = try? Catalogue.find(name).card else { return [:] }
    let beside = (parts.count > 1 ? parts.first : card.gradients?.losses).flatMap { try? Catalogue.find($0).card }
    let others = beside.map { $0.defaultsToSearch.map { ("\(RunResult.lossesKey).\($0.key)", $0.value) } } ?? []
    return card.defaultsToSearch.merging(others) { $1 }
  }
}

extension MethodCard {
  /// The default, if the setting itself or one that replaces it is to be searched.
  fileprivate var defaultsToSearch: [String: String] {
    let searched = settings.filter { setting in
      setting.search != nil || settings.contains { $0.search != nil && $0.replaces == setting.name }
    }
    return Dictionary(
      uniqueKeysWithValues: searched.compactMap { setting in
        setting.fallback.map { (setting.name, $0.description) }
      })
  }
}

extension Comparison {
  /// The sentence on rows that were trained with such a default; nil if there is none.
  var unsearchedSentence: String? {
    let names = multiTask.compactMap { method -> String? in
      let own = method.hyperparameters.filter(\.isUnsearched)
      return own.isEmpty ? nil : "\(method.label) (\(own.map { "\($0.name) \($0.value)" }.joined(separator: ", ")))"
    }
    guard !names.isEmpty else { return nil }
    return "\(NumberText.list(names)) ran at a default, not searched: that says little about "
      + (names.count == 1 ? "the method." : "these methods.")
  }
}
