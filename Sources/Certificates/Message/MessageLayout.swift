/// What sender and receiver of a ``SubspaceMessage`` know before the data: how many numbers it holds, and what they mean.
///
/// A bound counts the bits of a message, but not those of its layout, so that nothing of a layout may depend on the
/// training samples. What is chosen with them is a choice, whose number is in the message.
public struct MessageLayout: Sendable, Hashable {
  /// The numbers of values in the codebooks of the two vectors.
  public struct Levels: Sendable, Hashable {
    public let shared: Int
    public let tasks: Int

    public init(shared: Int, tasks: Int) {
      self.shared = shared
      self.tasks = tasks
    }
  }

  /// The digest of the settings that, with the seed, make the network and its random expansions again.
  public let digest: UInt64
  /// The seed of the network.
  public let seed: UInt64
  /// The length of the shared vector, l · k.
  public let sharedNumbers: Int
  /// The number of tasks.
  public let tasks: Int
  /// The number k of coefficients of each task.
  public let numbersPerTask: Int
  /// The configurations from which the sender chooses one.
  public let choices: [Levels]

  /// Creates a layout.
  ///
  /// - Throws: ``CertificateError`` if a count is not positive, or too large for a message.
  public init(
    digest: UInt64, seed: UInt64, sharedNumbers: Int, tasks: Int, numbersPerTask: Int, choices: [Levels]
  ) throws(CertificateError) {
    let (numbers, overflows) = tasks.multipliedReportingOverflow(by: numbersPerTask)
    guard min(sharedNumbers, tasks, numbersPerTask) > 0, !overflows,
      max(sharedNumbers, numbers) <= ArithmeticCoder.mostSymbols
    else {
      throw CertificateError(
        "A message should have 1 to \(ArithmeticCoder.mostSymbols) shared numbers and as many of all tasks. Found "
          + "\(sharedNumbers), and \(numbersPerTask) for each of \(tasks) tasks.")
    }
    guard let least = choices.map({ min($0.shared, $0.tasks) }).min(), least > 0,
      choices.allSatisfy({ max($0.shared, $0.tasks) <= Self.mostLevels }), choices.count <= Self.mostChoices
    else {
      throw CertificateError(
        "A message should have 1 to \(Self.mostChoices) choices of 1 to \(Self.mostLevels) levels. Found "
          + "\(choices.count).")
    }
    self.digest = digest
    self.seed = seed
    self.sharedNumbers = sharedNumbers
    self.tasks = tasks
    self.numbersPerTask = numbersPerTask
    self.choices = choices
  }

  /// The numbers of all tasks' coefficients, n · k.
  public var taskNumbers: Int { tasks * numbersPerTask }

  /// The levels of a choice; a vector has no more levels than numbers.
  func levels(_ choice: Int) -> Levels {
    Levels(shared: min(choices[choice].shared, sharedNumbers), tasks: min(choices[choice].tasks, taskNumbers))
  }

  private static let mostLevels = 1 << 16
  private static let mostChoices = 1 << 20
}
