import Reports
import Runs
import Statistics

/// A claim of a paper, in our words, with the rule that decides it.
package struct StudyClaim: Sendable {
  /// How sure it is that the source says so.
  package enum Confidence: String, Sendable, Hashable {
    /// Read in the paper.
    case paper = "read in the paper"
    /// Read in the authors' code.
    case code = "read in the authors' code"
    /// Read in an abstract or a third party's summary alone.
    case abstract = "read in an abstract"
    /// Ours.
    case own = "our own"
  }

  /// What the runs say on a claim.
  package struct Answer: Sendable {
    var effects: [EffectEstimate] = []
    /// What each effect is the effect of: "BN over none".
    var contrasts: [String] = []
    /// What stands behind each value of an effect, in the plural.
    var repeated = "seeds"
    /// The checks of an exact claim, with what each checks.
    var checks: [(name: String, passed: Bool)] = []

    package init(_ effects: [EffectEstimate], _ contrasts: [String], over repeated: String = "seeds") {
      self.effects = effects
      self.contrasts = contrasts
      self.repeated = repeated
    }

    package init(checks: [(name: String, passed: Bool)]) { self.checks = checks }
  }

  package let sentence: String
  /// Where the source says it: "table 2".
  package let source: String
  package let confidence: Confidence
  package let kind: ClaimKind
  /// The smallest effect that matters, in ``unit``; 0 for an ordering and an exact claim.
  package let margin: Double
  package let unit: String
  /// The names of the experiments and groups of simulations that it needs.
  package let experiments: [String]
  /// What else stands in the same table so that the claim cannot hold for a trivial reason, a sentence; nil for none.
  package let control: String?
  /// What result would change our mind, a sentence.
  package let otherwise: String
  /// Whether a part of what is tested is our reconstruction, since the source does not say it.
  package let isReconstruction: Bool
  /// The answer, from the study's results.
  package let answer: @Sendable (StudyResults) throws -> Answer

  /// Where the source says it and how sure that is; "abstract" says both.
  var sourceText: String {
    confidence == .abstract && source.hasPrefix("abstract") ? source : "\(source), \(confidence.rawValue)"
  }

  package init(
    _ sentence: String, source: String, confidence: Confidence, kind: ClaimKind, margin: Double = 0, unit: String = "",
    experiments: [String] = [], control: String? = nil, otherwise: String, isReconstruction: Bool = false,
    answer: @escaping @Sendable (StudyResults) throws -> Answer
  ) {
    self.sentence = sentence
    self.source = source
    self.confidence = confidence
    self.kind = kind
    self.margin = margin
    self.unit = unit
    self.experiments = experiments
    self.control = control
    self.otherwise = otherwise
    self.isReconstruction = isReconstruction
    self.answer = answer
  }

  /// A claim on rows of one experiment.
  ///
  /// - Parameter claim: the rows, figure, kind and margin.
  package static func rows(
    _ sentence: String, of experiment: String, _ claim: ComparedClaim, unit: String, source: String,
    confidence: Confidence, control: String? = nil, otherwise: String, isReconstruction: Bool = false
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: confidence, kind: claim.kind, margin: claim.margin, unit: unit,
      experiments: [experiment], control: control, otherwise: otherwise, isReconstruction: isReconstruction
    ) { results in
      Answer(try results.comparison(experiment).effects(of: claim), claim.contrasts)
    }
  }
}
