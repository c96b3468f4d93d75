import Balancing
import Foundation
import Testing

@testable import Experiments

/// What `equipoise list` and `equipoise describe` print.
@Suite struct InspectingTests {
  @Test func aMethodIsDescribedFromItsCard() throws {
    let expected = """
      UW-SO (uw-so) · loss weighting
      Softmax with temperature over the inverse losses.

      Formula     w = softmax((1 / sg[L]) / T); L = Σ_k w_k L_k
                  K: the number of tasks
                  L_k: the loss of task k in this batch
                  w_k: its weight
                  sg[x]: x without its gradient
                  T: `temperature`, in units of 1 / loss
      Paper       Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott, Köhler, "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning" (GCPR 2024), arXiv 2408.07985
      Cost        1 forward and 1 backward pass a step
      Weights     sum to 1
      State       none
      Parameters
        temperature (a number, positive; default 1): the larger, the more even the weights; search it downwards from large values
          source: the first author's code
        eps (a number, zero or positive; default 1e-08): added to each loss before the division
          source: the first author's code
        floor (a number, at least 0 and below 1; default 0): the least weight of a task, at most 1/K
          source: not in the paper: 0 is the paper's method
      Deviations  `floor` is an addition; at its default of 0 the method is the paper's.
      Example     balancing: { method: uw-so, temperature: 20 }
      """
    #expect(try MethodDescription(of: "uw-so").text == expected)
  }

  @Test func everyMethodIsListedInOneLine() {
    let lines = Listing.methods.text.split(separator: "\n")
    #expect(lines.first?.split(separator: " ").prefix(3) == ["name", "year", "cost"])
    #expect(lines.dropFirst().map { $0.prefix { $0 != " " } }.map(String.init) == Catalogue.cards.map(\.name))
  }

  @Test(arguments: Listing.allCases) func everyListHasNames(_ listing: Listing) throws {
    let entries = listing.entries
    #expect(!entries.isEmpty && Set(entries.map(\.name)).count == entries.count)
    #expect(try listing.json().contains("\"\(entries[0].name)\""))
  }

  @Test(arguments: Catalogue.cards.map(\.title)) func everyMethodHasItsNotice(_ title: String) throws {
    let file = URL(filePath: #filePath).appending(path: "../../../NOTICES.md").standardized
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("|") }
    let named = rows.contains { row in
      let names = row.split(separator: "|")[0].split(separator: "(")[0].split(separator: ",")
      return names.contains { $0.trimmingCharacters(in: .whitespaces) == title }
    }
    #expect(named, "a row of NOTICES.md should name \(title)")
  }
}
