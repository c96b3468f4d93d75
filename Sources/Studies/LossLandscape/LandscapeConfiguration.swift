import Balancing
import Components
import Configuration
import Foundation
import Tasks

/// The configuration of a landscape study: the methods, their optimisers and their starts.
///
/// `docs/configuration.md` describes every key.
package struct LandscapeConfiguration: Sendable {
  /// The rule by which a direction becomes a step.
  package enum Optimizer: String, CaseIterable, Codable, Sendable {
    /// Gradient descent: p ← p − learning rate · d.
    case gd
    /// Adam with the paper's β and ε.
    case adam

    var title: String { self == .gd ? "GD" : "Adam" }
  }

  /// A method with its parameters.
  package struct Method: Sendable {
    /// The method's name in tables and plots.
    package var label: String
    package var name: String
    package var parameters: [String: SettingValue]

    package init(_ name: String, label: String, parameters: [String: SettingValue] = [:]) {
      self.name = name
      self.label = label
      self.parameters = parameters
    }
  }

  /// The name of the folder of results; the YAML file's name by default.
  package var name: String
  package var methods: [Method]
  package var optimizers: [Optimizer]
  package var learningRates: [Double]
  package var starts: [Landscape.Point]
  /// The largest number of updates from one start.
  package var iterations: Int
  /// The distance above the minimum within which the mean loss counts as having reached it.
  package var gap: Double
  /// The seed of methods that draw random numbers.
  package var seed: Int
  /// The folder that holds one folder for each landscape and experiment.
  package var folder: String

  /// The default gap. Elich et al. do not say when the minimum is reached; with this gap their iteration counts come
  /// out, at learning rates from 0.1 up.
  static let usualGap = 0.1
  /// The default number of iterations. Source: Elich et al., GCPR 2024.
  static let usualIterations = 100_000
  static let usualLearningRates = [10, 1, 0.1, 0.01]
  static let usualMethods = ["ew", "pcgrad", "cagrad"]

  /// Reads and checks a document.
  ///
  /// - Throws: `ConfigurationError` for the first key that is unknown, missing, of the wrong type or out of range.
  package init(reading document: ConfigurationDocument, methods cards: Registry<MethodCard>) throws {
    let root = try ConfigurationSection(document)
    name = try root.name(file: document.name)
    let usual = Self.usualMethods.filter { name in cards.contains { $0.name == name } }
    let rows = try root.sections("methods", shorthand: "method", default: usual)
    methods = try rows.map { try Method(reading: $0, methods: cards) }
    let words = Optimizer.allCases.map(\.rawValue)
    optimizers = try root.strings("optimizers", among: words, default: words).compactMap(Optimizer.init)
    learningRates = try root.doubles("learning-rates", default: Self.usualLearningRates, in: .positive)
    let given = try root.sections("starts", default: []).map { Landscape.Point(try $0.double("x"), try $0.double("y")) }
    starts = root.has("starts") ? given : Landscape.usualStarts
    iterations = try root.int("iterations", default: Self.usualIterations, in: Bounds.updates)
    gap = try root.double("gap", default: Self.usualGap, in: .positive)
    seed = try root.int("seed", default: 0, in: Bounds.seed)
    folder = try OutputConfiguration.folder(root.section("output"))
    try root.finish()
    for (key, isEmpty) in [
      ("methods", methods.isEmpty), ("optimizers", optimizers.isEmpty), ("learning-rates", learningRates.isEmpty),
      ("starts", starts.isEmpty),
    ] where isEmpty {
      throw ConfigurationError(
        "`\(key)` should have at least one item. Found none.", at: document.root[key]?.origin ?? .default)
    }
    for (index, method) in methods.enumerated() where methods[..<index].contains(where: { $0.label == method.label }) {
      throw ConfigurationError(
        "`methods` should have different labels. Found \(Found.quoted(method.label)) twice.",
        at: rows[index].node.origin)
    }
  }
}

extension LandscapeConfiguration.Method {
  fileprivate init(reading section: ConfigurationSection, methods: Registry<MethodCard>) throws {
    let card = try section.method(methods)
    self.init(
      card.name, label: try section.string("label", default: card.title),
      parameters: try section.values(of: card.settings))
  }
}
