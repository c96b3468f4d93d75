/// What a report states about how its figures came to be. The runner knows it; nothing here is guessed.
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

  /// Which samples differ from seed to seed.
  public enum SeedSplits: String, Sendable, Hashable {
    /// All seeds have the same split.
    case none
    /// Each seed has validation samples of its own; those of test are the same.
    case validation
    /// Each seed has a split of its own.
    case all
  }

  /// The experiment's name.
  public var experiment: String
  /// The data: source, number of samples, input shape.
  public var dataset: String?
  /// The network, in words ("SegNet 32–256, hard parameter sharing").
  public var network: String?
  /// The names of data, trunk and sharing as the configuration has them: published tables of the same are set beside.
  public var dataKind: String?
  public var trunk: String?
  public var sharing: String?
  /// In which protocol the data are read, for data that have several.
  public var dataProtocol: String?
  /// What the seed of a run decides of the splits.
  public var seedSplits = SeedSplits.none
  /// How many test samples there are to each other sample, where each seed has a split of its own.
  public var testRatio: Double?
  /// Epochs, optimiser, selection, in words.
  public var protocolText: String?
  /// Where it ran ("2 cores, AVX-512, 8 GB").
  public var machine: String?
  /// When it ran, as text.
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
