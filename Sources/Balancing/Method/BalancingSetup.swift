import Components
import Tasks
import Torch

/// The tasks, settings and tensors' place that a method of the catalogue is made with.
public struct BalancingSetup {
  /// A task as a method knows it: its name and the likelihood of its loss.
  public struct BalancedTask: Hashable, Sendable {
    public let name: String
    public let likelihood: Likelihood

    public init(_ name: String, _ likelihood: Likelihood = .gaussian) {
      self.name = name
      self.likelihood = likelihood
    }
  }

  /// The tasks, in the order of the losses.
  public let tasks: [BalancedTask]
  /// The settings that the user chose, by name; a method reads them with `read`.
  public let parameters: [String: SettingValue]
  /// The method's own source of random numbers, apart from those of data and initialisation.
  public let generator: Generator
  /// The device of the losses.
  public let device: Device
  /// The type of the losses.
  public let dtype: DType

  public init(
    _ tasks: [BalancedTask], parameters: [String: SettingValue] = [:], generator: Generator = Generator(seed: 0),
    device: Device = .cpu, dtype: DType = .float32
  ) {
    self.tasks = tasks
    self.parameters = parameters
    self.generator = generator
    self.device = device
    self.dtype = dtype
  }

  public init(
    _ tasks: [LearningTask], parameters: [String: SettingValue] = [:], generator: Generator = Generator(seed: 0),
    device: Device = .cpu, dtype: DType = .float32
  ) {
    self.init(
      tasks.map { BalancedTask($0.name, $0.loss.likelihood) }, parameters: parameters, generator: generator,
      device: device, dtype: dtype)
  }

  /// The number of tasks, K.
  public var count: Int { tasks.count }

  /// The parameters, checked against a method's declaration.
  ///
  /// - Throws: `SettingError`: "`temperature` should be positive. Found -1.0."
  public func read(_ card: MethodCard) throws(SettingError) -> Settings {
    guard !tasks.isEmpty else { throw SettingError("`\(card.name)` should have at least one task. Found none.") }
    return try Settings(parameters, of: card.settings, owner: "`\(card.name)`")
  }

  /// One number for each task, on the losses' device.
  func vector(_ values: [Double]) -> Tensor { Tensor(values).to(device, dtype) }

  /// One number repeated for each task, on the losses' device.
  func vector(repeating value: Double) -> Tensor { Tensor.full([count], value, dtype: dtype, device: device) }
}
