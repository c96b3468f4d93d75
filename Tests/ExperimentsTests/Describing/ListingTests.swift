import Balancing
import Configuration
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// What `equipoise list` and `equipoise describe` print.
@Suite struct ListingTests {
  @Test func aMethodIsDescribedFromItsCard() throws {
    let expected = """
      UW-SO (uw-so) · loss weighting
      Softmax with temperature over the inverse losses.

      Formula     w = softmax((1 / sg[L]) / T); L = Σ_k w_k L_k
                  K: the number of tasks
                  L_k: the loss of task k in this batch
                  w_k: its weight
                  sg[x]: x without its gradient
                  T: `temperature`, in units of 1 / loss; or `relative-temperature` times the first batch's mean of 1 / L
      Paper       Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott, Köhler, "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning" (GCPR 2024), arXiv 2408.07985
      Cost        1 forward pass and 1 backward pass through the network a step
      Memory      a few numbers a task
      Weights     sum to 1
      Scale       for three orthogonal gradients of length 1 and losses of 1 the first direction is 0.333 times as long as their sum
      State       with `relative-temperature`, the mean inverse loss of the first batch
      Parameters
        temperature (a number, positive; default 1): the larger, the more even the weights; search it downwards from large values; a search tries 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, then steps of 1 around the best (Kirchdorfer et al., GCPR 2024: the best lie between 2 and 48 for few tasks)
          source: the first author's code
        relative-temperature (a number, positive; no default): the temperature in units of the mean inverse loss of the first batch, which no unit of the losses changes; a comparison searches 1, 3, 10, 30, 100 (a choice of this toolkit)
          source: not in the paper, which searches absolute temperatures
        eps (a number, zero or positive; default 1e-08): added to each loss before the division
          source: the first author's code
        floor (a number, at least 0 and below 1; default 0): the least weight of a task, at most 1/K
          source: not in the paper: 0 is the paper's method
      Deviations  `floor` is an addition, w = floor + (1 − K floor) softmax; at its default of 0 the method is the paper's.
                  `relative-temperature` is an addition: UW-SO at the temperature that the first batch gives. Dividing all losses by a number is dividing T by it, so a good T depends on the units of the losses; a relative one does not.
                  Absent tasks take no part in the softmax.
      Example     balancing: { method: uw-so, temperature: 20 }
      """
    #expect(try ComponentDescription.all(named: "uw-so").map(\.text) == [expected])
  }

  @Test func everyMethodIsListedInOneLine() throws {
    let lines = try #require(Listing("methods")).text().split(separator: "\n")
    #expect(lines.first?.split(separator: " ").prefix(3) == ["name", "family", "year"])
    let names: [String] = lines.dropFirst().map { String($0.prefix { $0 != " " }) }
    #expect(names == Catalogue.cards.map(\.name))
  }

  @Test(arguments: Listing.names) func everyListHasNames(_ name: String) throws {
    let listing = try #require(Listing(name))
    let entries = listing.entries()
    #expect(!entries.isEmpty && Set(entries.map(\.name)).count == entries.count)
    #expect(try listing.json().contains("\"\(entries[0].name)\""))
  }

  @Test func aComponentIsDescribedFromItsCard() throws {
    let expected = """
      SGD (sgd) · optimiser
      Steps along the gradient, with momentum where it is set.

      Weight decay  0
      Paper         Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning" (ICML 2013)
      Parameters
        momentum (a number, at least 0 and below 1; default 0): the share of the old step that is kept
          source: PyTorch
        dampening (a number, between 0 and 1; default 0): the share of the gradient that the kept step leaves out
          source: PyTorch
        nesterov (true or false; default false): whether the step looks ahead by the momentum; needs `momentum` and no `dampening`
          source: PyTorch
      Deviations    none
      Example       training: { optimizer: sgd }
      """
    #expect(try ComponentDescription.all(named: "sgd").map(\.text) == [expected])
  }

  @Test func whatIsNotThereIsRefusedWithTheNearestName() {
    #expect(
      errorText { try ComponentDescription.all(named: "adamm") } == "`adamm` is not a component. Did you mean `adam`?")
  }

  @Test(arguments: ExperimentCatalogue.toolkit.families.flatMap(\.cards).map(\.name))
  func everyComponentIsDescribedWhole(_ name: String) throws {
    for description in try ComponentDescription.all(named: name) {
      let card = description.card
      for part in [card.title, card.name] + card.settings.map(\.name) + card.deviations {
        #expect(description.text.contains(part))
      }
      #expect(!card.summary.isEmpty && card.settings.allSatisfy { !$0.meaning.isEmpty })
      #expect(try description.json().contains("\"name\" : \"\(name)\""))
    }
  }

  @Test(arguments: Catalogue.cards.map(\.title)) func everyMethodHasItsNotice(_ title: String) throws {
    let file = packageFolder.appending(path: "NOTICES.md")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("|") }
    let named = rows.contains { row in
      let names = row.split(separator: "|")[0].split(separator: "(")[0].split(separator: ",")
      return names.contains { $0.trimmingCharacters(in: .whitespaces) == title }
    }
    #expect(named, "a row of NOTICES.md should name \(title)")
  }
}

@Suite("What a method says about itself") struct MethodDescriptionTests {
  @Test(arguments: Catalogue.cards.map(\.name)) func everyMethodIsDescribedWhole(_ name: String) throws {
    let description = try #require(ComponentDescription.all(named: name).first { $0.card is MethodCard })
    let card = try Catalogue.find(name).card
    for part in [card.title, card.formula, card.summary, card.example] + card.settings.map(\.name) + card.deviations {
      #expect(description.text.contains(part))
    }
    #expect(try description.json().contains("\"name\" : \"\(name)\""))
    if let gradients = card.gradients {
      for scope in gradients.permitted { #expect(description.text.contains("scope \(scope.rawValue)")) }
    }
  }

  @Test func aggregatorsAreNotAskedForTheLastLayer() {
    // What they make of one layer's gradients says nothing about the other parameters.
    for card in Catalogue.jacobianAggregators.map({ $0.card }) {
      #expect(card.gradients?.permitted.contains(.lastLayer) == false, "\(card.name)")
    }
  }

  @Test func theScaleIsMeasuredOnTheMethodItself() throws {
    func scale(_ name: String) throws -> Double? { MethodScale(of: try Catalogue.find(name))?.value }
    #expect(try scale("sum") == 1 && scale("ew") == 1)
    #expect(abs(try #require(try scale("mean")) - 1 / 3) < 1e-12)
    #expect(abs(try #require(try scale("mgda")) - 1 / 3) < 1e-12)
    #expect(abs(try #require(try scale("nash-mtl")) - 1) < 1e-9)
    #expect(try scale("adatask") == nil)
  }

  @Test func thePagesAreThoseOfTheCards() throws {
    let folder = packageFolder.appending(path: "Sources/Balancing/Balancing.docc/Methods")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == MethodPage.all.map(\.name).sorted())
    for page in MethodPage.all {
      let written = try? String(contentsOf: folder.appending(path: page.name), encoding: .utf8)
      #expect(written == page.markdown, "\(page.name) is old: `make pages` writes it")
    }
  }
}

@Suite("The time of a comparison") struct ComparisonBudgetTests {
  @Test func timesAreRead() {
    #expect(ComparisonBudget("90s")?.seconds == 90)
    #expect(ComparisonBudget("1.5h")?.seconds == 5400)
    for wrong in ["", "m", "30", "-3m", "0s", "3 d", "nanm", "infh"] {
      #expect(ComparisonBudget(wrong) == nil, "\(wrong)")
    }
  }

  @Test func whatWouldNotFitIsRefusedWithTheReason() throws {
    var clock = try #require(ComparisonBudget("100s")).clock()
    // Nothing is known before the first method.
    #expect(clock.refusal(of: 4, cost: 50, width: 2) == nil)
    clock.observe(4, cost: 1, width: 2, seconds: 30)
    #expect(clock.refusal(of: 4, cost: 3, width: 2) == nil)
    #expect(clock.refusal(of: 0, cost: 99, width: 2) == nil)
    #expect(
      clock.refusal(of: 4, cost: 4, width: 2) == "4 trainings would take about 2 min, and 100 s were left.")
  }
}
