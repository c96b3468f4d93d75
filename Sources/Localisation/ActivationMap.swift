/// The class activation map of a network that ends with features, global average pooling and a linear head.
///
/// M(y, x) = Σ_k w_k f_k(y, x), where f are the features and w the head's weights for the class. Its mean is the class's logit
/// less the bias, because the mean and the sum can change places.
///
/// Source: B. Zhou, A. Khosla, A. Lapedriza, A. Oliva, A. Torralba, [Learning Deep Features for Discriminative
/// Localization](https://arxiv.org/abs/1512.04150), CVPR 2016.
public struct ActivationMap: Hashable, Sendable {
  /// The map, of the size of the features.
  public let plane: Plane
  /// The logit of the class, from the pooled features.
  public let logit: Double

  /// Computes the map of one class.
  ///
  /// - Parameters:
  ///   - features: what is pooled.
  ///   - weights: the head's weights for the class, `[channel]`.
  ///   - bias: the head's bias for the class.
  /// - Throws: `LocalisationError` for another number of weights, or numbers that are not finite.
  public init(_ features: FeatureMaps, weights: [Double], bias: Double) throws {
    plane = try features.weightedSum(weights)
    logit = zip(weights, features.means).reduce(bias) { $0 + $1.0 * $1.1 }
    guard logit.isFinite else { throw LocalisationError("A logit should be finite. Found \(logit).") }
  }

  /// The maps of all classes of a head.
  ///
  /// - Parameters:
  ///   - weights: `[class, channel]`.
  ///   - biases: `[class]`.
  /// - Throws: `LocalisationError` as ``init(_:weights:bias:)``, and for another number of biases.
  public static func maps(_ features: FeatureMaps, weights: [[Double]], biases: [Double]) throws -> [ActivationMap] {
    guard weights.count == biases.count else {
      throw LocalisationError(
        "`biases` should hold a number for each of \(weights.count) classes. Found \(biases.count).")
    }
    return try zip(weights, biases).map { try ActivationMap(features, weights: $0, bias: $1) }
  }
}

/// The gradient-weighted class activation map: a map of any network, whose channels are weighted by the gradients of a class's
/// logit with respect to them.
///
/// M(y, x) = max(0, Σ_k α_k f_k(y, x)), where α_k is the mean of ∂logit/∂f_k over positions. For a network with global average
/// pooling and a linear head it is the positive part of the class activation map, divided by the number of positions.
///
/// Source: R. Selvaraju, M. Cogswell, A. Das, R. Vedantam, D. Parikh, D. Batra, [Grad-CAM: Visual Explanations from Deep
/// Networks via Gradient-based Localization](https://arxiv.org/abs/1610.02391), ICCV 2017.
public struct GradCAM: Hashable, Sendable {
  /// The weight of each channel.
  public let weights: [Double]
  /// The map, of the size of the features, at least 0.
  public let plane: Plane

  /// Computes the map.
  ///
  /// - Parameter gradients: those of the class's logit with respect to the features, of their shape.
  /// - Throws: `LocalisationError` for gradients of another shape, or numbers that are too large.
  public init(_ features: FeatureMaps, gradients: FeatureMaps) throws {
    let shapes = [features, gradients].map { [$0.channels, $0.height, $0.width] }
    guard shapes[0] == shapes[1] else {
      throw LocalisationError("`gradients` should have the shape of the features, \(shapes[0]). Found \(shapes[1]).")
    }
    weights = gradients.means
    plane = try features.weightedSum(weights).map { max(0, $0) }
  }
}
