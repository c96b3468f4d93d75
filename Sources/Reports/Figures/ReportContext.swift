/// The facts that a report states about how its figures were made. The runner knows them; nothing here is guessed.
package struct ReportContext: Sendable, Hashable {
  /// A name and a version ("LibTorch", "2.13.0").
  package struct Version: Sendable, Hashable {
    package var name: String
    package var version: String

    package init(_ name: String, _ version: String) {
      self.name = name
      self.version = version
    }
  }

  /// The samples that differ from seed to seed.
  package enum SeedSplits: String, Sendable, Hashable {
    /// All seeds have the same split.
    case none
    /// Each seed has validation samples of its own; those of test are the same.
    case validation
    /// Each seed has its own split.
    case all
  }

  /// The experiment's name.
  package var experiment: String
  /// The data: source, number of samples, input shape.
  package var dataset: String?
  /// The network, in words ("SegNet 32–256, hard parameter sharing").
  package var network: String?
  /// The names of data, trunk and sharing in the configuration. Published tables of the same are shown for comparison.
  package var dataKind: String?
  package var trunk: String?
  package var sharing: String?
  /// The protocol in which the data is read, for data with several.
  package var dataProtocol: String?
  /// The part of the splits that the seed of a run decides.
  package var seedSplits = SeedSplits.none
  /// The ratio of test samples to all others, if each seed has its own split.
  package var testRatio: Double?
  /// The epochs, optimiser and selection, in words.
  package var protocolText: String?
  /// The machine on which it ran ("2 cores, AVX-512, 8 GB").
  package var machine: String?
  /// The time at which it ran, as text.
  package var date: String?
  package var versions: [Version]
  /// The command that repeats it.
  package var command: String?
  /// Further remarks, a sentence each.
  package var notes: [String]

  package init(
    experiment: String, dataset: String? = nil, network: String? = nil, machine: String? = nil, date: String? = nil,
    versions: [Version] = [], command: String? = nil, notes: [String] = []
  ) {
    self.experiment = experiment
    self.dataset = dataset
    self.network = network
    self.machine = machine
    self.date = date
    self.versions = versions
    self.command = command
    self.notes = notes
  }
}

extension ReportContext {
  /// Takes what a comparison wrote into its ``Runs/ExperimentRecord``; nothing of an experiment from before.
  package mutating func match(_ facts: [String: String]) {
    dataKind = facts["data-kind"]
    trunk = facts["trunk"]
    sharing = facts["sharing"]
    dataProtocol = facts["data-protocol"]
    protocolText = facts["training"]
    testRatio = facts["test-ratio"].flatMap(Double.init).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    seedSplits = facts["seed-splits"].flatMap(SeedSplits.init) ?? .none
  }
}
