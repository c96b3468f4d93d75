/// The base class of the batch normalisations: it normalises each channel over the batch and all positions.
///
/// Training normalises with the batch's mean and biased variance and moves the running statistics (the variance
/// unbiased) by `momentum`; evaluation uses the running statistics.
///
/// Source: S. Ioffe, C. Szegedy, [Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift](https://arxiv.org/abs/1502.03167), ICML 2015.
public class BatchNormalisation: Module {
  /// The factor of each normalised channel, `[channels]`; nil without `affine`.
  @Parameter public var weight: Tensor?
  /// The offset of each normalised channel, `[channels]`; nil without `affine`.
  @Parameter public var bias: Tensor?
  /// The running mean of each channel, `[channels]`; nil without `tracksStatistics`.
  @Buffer public var runningMean: Tensor?
  /// The running variance of each channel, `[channels]`; nil without `tracksStatistics`.
  @Buffer public var runningVariance: Tensor?
  /// The number of batches in the running statistics, a scalar of int64.
  @Buffer public var batchesTracked: Tensor?
  /// The number that is added to the variance before its root.
  public let eps: Double
  /// The weight of the newest batch in the running statistics. If it is nil, all batches are averaged, which waits for
  /// the device.
  public let momentum: Double?
  public var detour: Detour?
  private let ranks: ClosedRange<Int>

  init(
    ranks: ClosedRange<Int>, _ channels: Int, eps: Double, momentum: Double?, affine: Bool, tracksStatistics: Bool
  ) {
    require(channels > 0, "`channels` should be positive. Found \(channels).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    require(momentum.map { (0...1).contains($0) } ?? true, "`momentum` should be in [0, 1]. Found \(momentum!).")
    weight = affine ? Tensor.ones([channels]) : nil
    bias = affine ? Tensor.zeros([channels]) : nil
    _runningMean = Buffer(wrappedValue: tracksStatistics ? Tensor.zeros([channels]) : nil, "running_mean")
    _runningVariance = Buffer(wrappedValue: tracksStatistics ? Tensor.ones([channels]) : nil, "running_var")
    _batchesTracked = Buffer(
      wrappedValue: tracksStatistics ? Tensor(scalar: 0, dtype: .int64) : nil, "num_batches_tracked")
    self.eps = eps
    self.momentum = momentum
    self.ranks = ranks
  }

  /// The normalised input, of the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor { detour?(x, own) ?? own(x) }

  private func own(_ x: Tensor) -> Tensor {
    let shape = x.shape
    guard ranks.contains(shape.count) else {
      let wanted = ranks.count == 1 ? "\(ranks.lowerBound)" : "\(ranks.lowerBound) or \(ranks.upperBound)"
      failOperation("the input of \(type(of: self)) should have the rank \(wanted). Found the shape \(shape).")
      return Tensor(owning: nil)
    }
    let usesBatch = isTraining || runningMean == nil
    if usesBatch, shape[0] * shape.dropFirst(2).reduce(1, *) == 1 {
      failOperation("\(type(of: self)) should see more than one value for each channel in training. Found \(shape).")
      return Tensor(owning: nil)
    }
    var step = momentum ?? 0
    if isTraining, let batchesTracked {
      withoutGradients { _ = batchesTracked.addInPlace(1) }
      step = momentum ?? 1 / batchesTracked.item()
    }
    return ATen.batch_norm(x, weight, bias, runningMean, runningVariance, usesBatch, step, eps, true)
  }
}

/// Batch normalisation of `[batch, channel]` or `[batch, channel, position]`.
public final class BatchNorm1d: BatchNormalisation, DetouredLayer {
  public init(
    _ channels: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, tracksStatistics: Bool = true
  ) {
    super.init(
      ranks: 2...3, channels, eps: eps, momentum: momentum, affine: affine, tracksStatistics: tracksStatistics)
  }
}

/// Batch normalisation of `[batch, channel, height, width]`.
public final class BatchNorm2d: BatchNormalisation, DetouredLayer {
  public init(
    _ channels: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, tracksStatistics: Bool = true
  ) {
    super.init(
      ranks: 4...4, channels, eps: eps, momentum: momentum, affine: affine, tracksStatistics: tracksStatistics)
  }
}

/// Batch normalisation of `[batch, channel, depth, height, width]`.
public final class BatchNorm3d: BatchNormalisation, DetouredLayer {
  public init(
    _ channels: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, tracksStatistics: Bool = true
  ) {
    super.init(
      ranks: 5...5, channels, eps: eps, momentum: momentum, affine: affine, tracksStatistics: tracksStatistics)
  }
}

/// Normalises each sample over its last dimensions, then scales and shifts each element.
///
/// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, [Layer Normalization](https://arxiv.org/abs/1607.06450), 2016.
public final class LayerNorm: Module, UnaryLayer {
  /// The factor of each element, of the shape `shape`.
  @Parameter public var weight: Tensor?
  /// The offset of each element, of the shape `shape`.
  @Parameter public var bias: Tensor?
  /// The sizes of the last dimensions, which are normalised together.
  public let shape: [Int]
  /// The number that is added to the variance before its root.
  public let eps: Double

  /// Creates the layer.
  ///
  /// - Parameter shape: the sizes of the dimensions that are normalised together: one number for the last alone.
  public init(_ shape: any SpatialSize, eps: Double = 1e-5, affine: Bool = true, bias: Bool = true) {
    self.shape = (shape as? [Int]) ?? shape.sizes(rank: 1)
    require(!self.shape.isEmpty && self.shape.allSatisfy { $0 > 0 }, "`shape` should be positive. Found \(shape).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    self.eps = eps
    weight = affine ? Tensor.ones(self.shape) : nil
    self.bias = affine && bias ? Tensor.zeros(self.shape) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.layer_norm(x, shape, weight, bias, eps) }
}

/// Normalises each sample over groups of channels and all positions of `[batch, channel, …]`.
///
/// Source: Y. Wu, K. He, [Group Normalization](https://arxiv.org/abs/1803.08494), ECCV 2018.
public final class GroupNorm: Module, UnaryLayer {
  /// The factor of each channel, `[channels]`.
  @Parameter public var weight: Tensor?
  /// The offset of each channel, `[channels]`.
  @Parameter public var bias: Tensor?
  /// The number of groups, which divides the number of channels.
  public let groups: Int
  /// The number that is added to the variance before its root.
  public let eps: Double

  public init(groups: Int, _ channels: Int, eps: Double = 1e-5, affine: Bool = true) {
    require(groups > 0, "`groups` should be positive. Found \(groups).")
    require(
      groups > 0 && channels > 0 && channels % groups == 0,
      "`groups` should divide the \(channels) channels. Found \(groups).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    self.groups = groups
    self.eps = eps
    weight = affine ? Tensor.ones([channels]) : nil
    bias = affine ? Tensor.zeros([channels]) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.group_norm(x, groups, weight, bias, eps) }
}

/// Normalises each channel of each sample over all positions of `[batch, channel, position…]`, of any spatial rank,
/// with the sample's own statistics in training and evaluation alike.
///
/// Source: D. Ulyanov, A. Vedaldi, V. Lempitsky, [Instance Normalization: The Missing Ingredient for Fast
/// Stylization](https://arxiv.org/abs/1607.08022), 2016.
public final class InstanceNorm: Module, UnaryLayer {
  /// The factor of each channel, `[channels]`.
  @Parameter public var weight: Tensor?
  /// The offset of each channel, `[channels]`.
  @Parameter public var bias: Tensor?
  /// The number that is added to the variance before its root.
  public let eps: Double

  public init(_ channels: Int, eps: Double = 1e-5, affine: Bool = false) {
    require(channels > 0, "`channels` should be positive. Found \(channels).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    self.eps = eps
    weight = affine ? Tensor.ones([channels]) : nil
    bias = affine ? Tensor.zeros([channels]) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.instance_norm(x, weight, bias, nil, nil, true, 0, eps, true)
  }
}
