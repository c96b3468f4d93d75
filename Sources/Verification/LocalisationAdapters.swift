import Localisation

extension Verification {
  /// Class activation maps, attention over places, and the evaluation of maps against boxes.
  static let localisationAdapters: [String: GoldenAdapter] = [
    "LesionLocalisation": lesionLocalisation, "CAM": activationMaps, "CAMConstant": activationMaps,
    "GatedAttention": gatedAttention,
  ]

  @Sendable private static func lesionLocalisation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let (shape, numbers) = try array(item.input, "maps", rank: 3)
    let maps = try rows(numbers, shape[0]).map { try Plane($0, height: shape[1], width: shape[2]) }
    let boxes = try item.input.list("boxes").map { try imageBoxes($0) }
    let thresholds = try item.input.numbers("thresholds")
    var values: [String: GoldenValue] = [:]
    for (name, rule) in [("overlap", Proposals.HitRule.overlap), ("iou_0.1", .intersectionOverUnion(0.1))] {
      let froc = try FROC(maps: maps, boxes: boxes, thresholds: thresholds, hit: rule)
      // The points are in descending order of their thresholds, the case's thresholds in any.
      let points = try thresholds.map { threshold in
        guard let point = froc.points.first(where: { $0.threshold == threshold }) else {
          throw GoldenError("`thresholds` should hold numbers. Found \(threshold).")
        }
        return point
      }
      values["hit \(name)"] = GoldenValue(points.map { Double($0.hits) })
      values["false_positives \(name)"] = GoldenValue(points.map { Double($0.falsePositives) })
      values["sensitivity \(name)"] = GoldenValue(points.map { $0.sensitivity ?? .nan })
      values["false_positives_per_image \(name)"] = GoldenValue(points.map(\.falsePositivesPerImage))
      values["proposals"] = GoldenValue(points.map { Double($0.proposals) })
    }
    let game = try PointingGame(maps: maps, boxes: boxes)
    values["regions"] = .number(Double(boxes.reduce(0) { $0 + $1.count }))
    values["pointing_hits"] = .number(Double(game.hits))
    values["pointing_images"] = .number(Double(game.images))
    values["image_scores_mean_of_map"] = GoldenValue(try ImageScores.scores(of: maps, by: .mean))
    return values
  }

  @Sendable private static func activationMaps(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let (shape, numbers) = try array(item.input, "features", rank: 3)
    let features = try FeatureMaps(numbers, channels: shape[0], height: shape[1], width: shape[2])
    let (headShape, head) = try array(item.input, "fc_weight", rank: 2)
    let weights = rows(head, headShape[0])
    let maps = try ActivationMap.maps(features, weights: weights, biases: try item.input.numbers("fc_bias"))
    func stack(_ planes: [Plane]) -> GoldenValue {
      .tensor(shape: [planes.count, shape[1], shape[2]], data: planes.flatMap(\.values))
    }
    let rescaled = try maps.map { try $0.plane.rescaled() }
    var values = [
      "logits": GoldenValue(maps.map(\.logit)), "cam": stack(maps.map(\.plane)), "cam_minmax": stack(rescaled),
      "cam_relu_max": stack(maps.map { $0.plane.positivePart }),
    ]
    guard item.hyperparameters.has("size") else { return values }
    let top = maps.indices.max { maps[$0].logit < maps[$1].logit } ?? 0
    let size = try item.hyperparameters.integers("size")
    func upsampled(_ plane: Plane, alignsCorners: Bool = false) throws -> Plane {
      try plane.resized(height: size[0], width: size[1], alignsCorners: alignsCorners)
    }
    func value(_ plane: Plane) -> GoldenValue { .tensor(shape: [plane.height, plane.width], data: plane.values) }
    let large = try upsampled(rescaled[top])
    values["top_class"] = .number(Double(top))
    values["upsampled_minmax_align0"] = value(large)
    values["upsampled_minmax_align1"] = value(try upsampled(rescaled[top], alignsCorners: true))
    values["upsampled_then_minmax_align0"] = value(try upsampled(maps[top].plane).rescaled())
    let box = large.mask(from: 0.2).boundingBox
    values["box_threshold_0.2"] = box.map {
      GoldenValue([$0.top, $0.left, $0.bottom, $0.right].map(Double.init))
    }
    // With global average pooling each position has the same part of the gradient.
    let chosen = weights[try item.hyperparameters.integer("grad_cam_class")], positions = shape[1] * shape[2]
    let gradients = try FeatureMaps(
      chosen.flatMap { [Double](repeating: $0 / Double(positions), count: positions) }, channels: shape[0],
      height: shape[1], width: shape[2])
    let gradCAM = try GradCAM(features, gradients: gradients)
    values["grad_cam_weights"] = GoldenValue(gradCAM.weights)
    values["grad_cam_raw"] = value(gradCAM.plane)
    return values
  }

  @Sendable private static func gatedAttention(_ item: GoldenCase) throws -> [String: GoldenValue] {
    func matrix(_ key: String) throws -> [[Double]] {
      let (shape, numbers) = try array(item.input, key, rank: 2)
      return rows(numbers, shape[0])
    }
    let attention = try GatedAttention(
      features: try matrix("features"), values: try matrix("V"), gates: try matrix("U"),
      output: try item.input.numbers("w"))
    return [
      "scores": GoldenValue(attention.scores), "attention": GoldenValue(attention.weights),
      "pooled": GoldenValue(attention.pooled),
    ]
  }

  /// An array of a rank without empty sizes.
  private static func array(
    _ fields: GoldenFields, _ key: String, rank: Int
  ) throws -> (shape: [Int], numbers: [Double]) {
    guard let (shape, numbers) = try fields.value(key).numeric, shape.count == rank, !shape.contains(0) else {
      throw GoldenError("`\(key)` should be an array of rank \(rank). Found \(try fields.value(key).kind).")
    }
    return (shape, numbers)
  }

  /// The numbers in so many rows of equal length.
  private static func rows(_ numbers: [Double], _ count: Int) -> [[Double]] {
    let width = numbers.count / count
    return (0..<count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
  }

  /// The boxes of an image, each with its first row and column and its last row and column.
  private static func imageBoxes(_ value: GoldenValue) throws -> [Box] {
    switch value {
    case .list(let items): return try items.flatMap { try imageBoxes($0) }
    case .tensor(let shape, let data) where shape == [4]:
      let corners = data.map { Int(exactly: $0) ?? -1 }
      return [try Box(top: corners[0], left: corners[1], bottom: corners[2], right: corners[3])]
    case .tensor(_, let data) where data.isEmpty: return []
    default: throw GoldenError("`boxes` should hold lists of four corners. Found \(value.kind).")
    }
  }
}
