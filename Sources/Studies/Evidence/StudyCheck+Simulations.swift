import Foundation
import Reports
import Runs

extension StudyCheck {
  /// Runs some simulations again, drawn by the evidence itself, and compares their figures bit by bit.
  ///
  /// - Returns: what differs, a sentence each, and how many were run.
  func simulateAgain(_ count: Int) throws -> (problems: [String], run: Int) {
    let seed = SHA256.hexadecimal(of: Data(try evidence.text().utf8))
    let drawn = (evidence.simulations ?? [])
      .map { (key: SHA256.hexadecimal(of: Data("\(seed) \($0.group)/\($0.name)".utf8)), simulation: $0) }
      .sorted { $0.key < $1.key }.prefix(count).map(\.simulation)
    let known = study.simulations(evidence.scale)
    let problems = try drawn.flatMap { then -> [String] in
      let title = "\(then.group)/\(then.name)"
      guard let now = known.first(where: { $0.group == then.group && $0.name == then.name }) else {
        return ["The study has no simulation \(title)."]
      }
      let figures = try now.figures()
      return Set(figures.keys).union(then.figures.keys).sorted().compactMap { name in
        guard figures[name]?.bitPattern != then.figures[name]?.bitPattern else { return nil }
        return
          "\(title) came out otherwise: \(name) is \(figures[name].map { "\($0)" } ?? "missing") instead of "
          + "\(then.figures[name].map { "\($0)" } ?? "nothing")."
      }
    }
    return (problems, drawn.count)
  }
}
