import Backbones
import Components
import Datasets
import Tasks
import Torch
import Training

extension TrainingConfiguration {
  /// The order of images in memory and the precision of products: those that are given, otherwise those of the measured
  /// rule.
  func policy(for network: Module, device: Device) -> ComputePolicy {
    var policy = ComputePolicy.automatic(for: network, device: device)
    switch precision {
    case .auto: break
    case .fp32: policy.precision = .float32
    case .bf16: policy.precision = .bfloat16
    }
    switch memoryFormat {
    case .auto: break
    case .channelsLast: policy.format = .channelsLast
    case .contiguous: policy.format = .contiguous
    }
    return policy
  }

  /// The augmentations of training batches, for these tasks.
  func augmentation(for tasks: [LearningTask]) throws -> (any Augmentation)? {
    try Augmentations.named(augmentation, for: tasks)
  }
}

extension TrainingConfiguration.DeviceChoice {
  /// The device of the training.
  ///
  /// - Throws: `ConfigurationError` if the device does not exist here.
  package func device() throws -> Device {
    switch self {
    case .auto: return Device.isCUDAAvailable ? .cuda() : .cpu
    case .cpu: return .cpu
    case .mps: return try Self.present(.mps, rawValue)
    case .cuda: return try Self.present(.cuda(), rawValue)
    }
  }

  private static func present(_ device: Device, _ name: String) throws -> Device {
    guard Device.available.contains(device) else {
      let names = Device.available.map { "`\($0)`" }.joined(separator: ", ")
      throw ConfigurationError(
        "`training.device` should be a device of this machine: \(names). Found \(Found.quoted(name)).")
    }
    return device
  }

  /// Whether trainings compute on the CPU, where several at a time are worthwhile.
  package var isCPU: Bool { self == .cpu || (self == .auto && !Device.isCUDAAvailable) }
}

extension ScheduleConfiguration {
  var unit: ScheduleUnit { per == .epoch ? .epoch : .update }

  /// The rule that lowers the rate when the criterion stops improving; nil for a schedule of the step alone.
  ///
  /// A loss improves if it falls by more than a ten-thousandth, as in PyTorch. The values of other criteria may be 0 or
  /// negative, so every fall counts.
  func plateau(_ criterion: SelectionConfiguration.Criterion) -> ReduceOnPlateau? {
    guard case .plateau(let factor, let patience) = shape else { return nil }
    return ReduceOnPlateau(
      factor: factor, patience: patience, threshold: criterion == .loss ? .relative(1e-4) : .absolute(0))
  }

  /// The schedule in its unit's steps.
  func schedule(epochs: Int, updatesPerEpoch: Int) -> any LearningRateSchedule {
    let perEpoch = Double(per == .epoch ? 1 : updatesPerEpoch)
    func steps(_ epochs: Double) -> Int { Int((epochs * perEpoch).rounded()) }
    let total = steps(Double(epochs))
    let warmUpSteps = steps(warmUp)
    let rest = max(1, total - warmUpSteps)
    let main: any LearningRateSchedule =
      switch shape {
      case .constant, .plateau: ConstantRate()
      case .step(let every, let factor): StepDecay(every: max(1, steps(every)), factor: factor)
      case .multiStep(let at, let factor): MultiStepDecay(at: at.map(steps), factor: factor)
      case .exponential(let factor): ExponentialDecay(factor: factor)
      case .cosine(let minimum): CosineAnnealing(steps: rest, minimum: minimum)
      case .polynomial(let power): PolynomialDecay(steps: rest, power: power)
      case .oneCycle(let rising, let initial, let final):
        RelativeSchedule(
          OneCycle(peak: 1, steps: max(2, total), rise: rising, startDivisor: initial, endDivisor: final))
      }
    return warmUpSteps > 0 ? WarmUp(steps: warmUpSteps, from: 1 / Double(warmUpSteps + 1), then: main) : main
  }
}

extension OptimizerConfiguration {
  func optimizer(_ groups: [ParameterGroup]) -> any Optimizer {
    switch self {
    case .adam(let betas, let eps, let amsgrad):
      Adam(groups, betas: (betas[0], betas[1]), eps: eps, amsgrad: amsgrad)
    case .adamw(let betas, let eps, let amsgrad):
      AdamW(groups, betas: (betas[0], betas[1]), eps: eps, amsgrad: amsgrad)
    case .sgd(let momentum, let dampening, let nesterov):
      SGD(groups, momentum: momentum, dampening: dampening, nesterov: nesterov)
    case .adagrad(let eps): Adagrad(groups, eps: eps)
    case .rmsprop(let alpha, let eps, let momentum, let centered):
      RMSprop(groups, alpha: alpha, eps: eps, momentum: momentum, centered: centered)
    }
  }
}
