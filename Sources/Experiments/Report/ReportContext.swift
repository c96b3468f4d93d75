/// The facts that a report states about how its figures were made. The runner knows them; nothing here is guessed.
public struct ReportContext: Sendable, Hashable {
  /// A name and a version ("LibTorch", "2.13.0").
  public struct Version: Sendable, Hashable {
    public var name: String
    public var version: String

    public init(_ name: String, _ version: String) {
      self.name = name
      self.version = version
    }
  }

  /// The samples that differ from seed to seed.
  public enum SeedSplits: String, Sendable, Hashable {
    /// All seeds have the same split.
    case none
    /// Each seed has validation samples of its own; those of test are the same.
    case validation
    /// Each seed has its own split.
    case all
  }

  /// The experiment's name.
  public var experiment: String
  /// The data: source, number of samples, input shape.
  public var dataset: String?
  /// The network, in words ("SegNet 32–256, hard parameter sharing").
  public var network: String?
  /// The names of data, trunk and sharing in the configuration. Published tables of the same are shown for comparison.
  public var dataKind: String?
  public var trunk: String?
  public var sharing: String?
  /// The protocol in which the data is read, for data with several.
  public var dataProtocol: String?
  /// The part of the splits that the seed of a run decides.
  public var seedSplits = SeedSplits.none
  /// The ratio of test samples to all others, if each seed has its own split.
  public var testRatio: Double?
  /// The epochs, optimiser and selection, in words.
  public var protocolText: String?
  /// The machine on which it ran ("2 cores, AVX-512, 8 GB").
  public var machine: String?
  /// The time at which it ran, as text.
  public var date: String?
  public var versions: [Version]
  /// The command that repeats it.
  public var command: String?
  /// Further remarks, a sentence each.
  public var notes: [String]

  public init(
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
