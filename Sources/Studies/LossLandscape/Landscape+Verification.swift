import Verification

extension Landscape {
  /// The adapter of reference values on this problem: losses, gradients and the minimum.
  package static let goldenAdapters: [String: GoldenAdapter] = [
    "ToyLandscape": { item in
      let points = try item.input.numbers("points")
      let values = stride(from: 0, to: points.count, by: 2).map {
        Landscape.values(at: Point(points[$0], points[$0 + 1]))
      }
      let gradients = values.flatMap { [$0.gradients.0, $0.gradients.1] }.flatMap { [$0.x, $0.y] }
      return [
        "losses": .tensor(shape: [values.count, 2], data: values.flatMap { [$0.losses.0, $0.losses.1] }),
        "gradients": .tensor(shape: [values.count, 2, 2], data: gradients),
        "minimum": GoldenValue([minimum.x, minimum.y, leastMean]),
      ]
    }
  ]
}
