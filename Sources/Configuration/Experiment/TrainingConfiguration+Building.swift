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
    try Augmentations.augmentation(augmentation, for: tasks)
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
