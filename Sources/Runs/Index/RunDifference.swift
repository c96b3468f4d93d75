import Foundation
import Printing

/// The differences of two runs: `equipoise runs compare`.
package struct RunDifference {
  let first: RunPage
  let second: RunPage

  /// - Parameter settings: reads the runs' configurations.
  package init(_ first: RunFolder, _ second: RunFolder, settings: RunSettings.Reader) {
    self.first = RunPage(first, settings: settings)
    self.second = RunPage(second, settings: settings)
  }

  /// A value of the configuration that differs; nil for a run without one.
  struct Setting: Encodable, Equatable {
    var name: String
    var first: RunValue?
    var second: RunValue?
  }

  /// A figure of one or both runs, with the second's difference from the first.
  struct Figure: Encodable, Equatable {
    var name: String
    var first: Double?
    var second: Double?
    var difference: Double?
    /// The better run, "first" or "second"; nil if neither is.
    var better: String?
  }

  /// The values of the configuration that differ, in the order of the files, without those that cannot change a result.
  var settings: [Setting] {
    let pages = [first, second].map { page in
      (page.settings?.values ?? []).filter(\.isRelevant).map { ($0.path, $0.value) }
    }
    let values = pages.map { Dictionary($0, uniquingKeysWith: { first, _ in first }) }
    var seen: Set<String> = []
    return pages.flatMap { $0.map(\.0) }.filter { seen.insert($0).inserted }
      .map { Setting(name: $0, first: values[0][$0], second: values[1][$0]) }.filter { $0.first != $0.second }
  }

  /// The figures of the first run in its order, then those that only the second has, then cost.
  var figures: [Figure] {
    let pages = [first.figures, second.figures]
    let values = pages.map { Dictionary($0.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }) }
    var seen: Set<String> = []
    var figures = pages.joined().filter { seen.insert($0.name).inserted }.map { figure in
      Self.figure(figure.name, values[0][figure.name], values[1][figure.name], isLower: figure.arrow == "↓")
    }
    for name in ["epochs", "steps", "seconds", "best-epoch", "best-seconds", "parameters"] {
      func number(_ page: RunPage) -> Double? {
        if case .number(let number)? = page.run.fixed[name] { number } else { nil }
      }
      if number(first) != nil || number(second) != nil {
        figures.append(Self.figure(name, number(first), number(second), isLower: nil))
      }
    }
    return figures
  }

  private static func figure(_ name: String, _ first: Double?, _ second: Double?, isLower: Bool?) -> Figure {
    var figure = Figure(name: name, first: first, second: second)
    guard let first, let second else { return figure }
    figure.difference = second - first
    if let isLower, first != second { figure.better = (second < first) == isLower ? "second" : "first" }
    return figure
  }

  package var text: String {
    func title(_ page: RunPage, _ letter: String) -> String {
      let label = [page.run.fixed["label"]?.short, page.run.fixed["seed"].map { "seed \($0.short)" }].compactMap(\.self)
      let place = [page.state.rawValue, page.folder.url.relativeToCurrentFolder]
      return TerminalText.escaped("\(letter)  \((label + place).joined(separator: " · "))")
    }
    var parts = [title(first, "A") + "\n" + title(second, "B")]
    let settings = settings
    if settings.isEmpty {
      parts.append("Both have the same configuration.")
    } else {
      let rows = settings.map { ["  " + $0.name, $0.first?.short ?? "–", $0.second?.short ?? "–"] }
      parts.append(
        TextColumns.lines([["configuration", "A", "B"]] + rows, right: [false, false, false]).joined(separator: "\n"))
    }
    let rows = figures.map { figure -> [String] in
      func cell(_ value: Double?, _ side: String) -> String {
        (value.map(RunValue.digits) ?? "–") + (figure.better == side ? "*" : " ")
      }
      let difference = figure.difference.map { ($0 > 0 ? "+" : "") + RunValue.digits($0) } ?? ""
      return ["  " + figure.name, cell(figure.first, "first"), cell(figure.second, "second"), difference]
    }
    parts.append(
      (TextColumns.lines([["figures", "A ", "B ", "B − A"]] + rows, right: [false, true, true, true]) + ["* better"])
        .joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  package func json() throws -> String {
    struct Fields: Encodable {
      var first: String
      var second: String
      var configuration: [Setting]
      var figures: [Figure]
    }
    return try JSONText.encode(
      Fields(
        first: first.folder.url.relativeToCurrentFolder, second: second.folder.url.relativeToCurrentFolder,
        configuration: settings, figures: figures))
  }
}
