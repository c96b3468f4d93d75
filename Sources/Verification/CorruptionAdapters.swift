import Corruptions
import Statistics
import Torch

extension Verification {
  /// The corruptions of images, by the names of the reference files.
  static let corruptionAdapters: [String: GoldenAdapter] = [
    "Corruption": { item in try corruption(item, levels: 1) },
    "Corruption8Bit": { item in try corruption(item, levels: 255) },
    "PlasmaFractal": plasmaFractal,
    "ShotNoiseMoments": shotNoiseMoments,
  ]

  /// The draws of the reference files in the order in which corruptions ask for them.
  private static let drawNames = ["normal", "uniform", "uniform2", "plasma", "texture", "shifts", "angle"]

  /// The adapter of one corrupted image.
  ///
  /// - Parameter levels: the number that stands for white in the expected values.
  private static func corruption(_ item: GoldenCase, levels: Double) throws -> [String: GoldenValue] {
    let settings = item.hyperparameters, severity = try settings.integer("severity")
    let card = try Corruptions.all.find(settings.string("kind").replacing("_", with: "-"))
    guard let column = ConstantColumn(rawValue: try settings.string("column")) else {
      throw Unimplemented("the column `\(try settings.string("column"))`")
    }
    try check(card.constants(column, severity: severity), of: item)
    let image = try item.input.tensor("image") / 255.0
    var draws = CorruptionDraws(given: try drawNames.filter(item.input.has).flatMap { try given($0, card, item) })
    let changed = try card.corrupted(planes(image), severity: severity, column: column, draws: &draws)
    let values = Tensor(changed.values, shape: [changed.channels, changed.height, changed.width])
    return ["image": GoldenValue(values.permute([1, 2, 0]).to(.float64) * levels)]
  }

  /// Checks that the file has our constants. Those that follow from the image's size stand in our table alone.
  private static func check(_ constants: [Double], of item: GoldenCase) throws {
    guard let expected = item.hyperparameters.values["constants"]?.numeric?.data else { return }
    guard Array(constants.prefix(expected.count)) == expected else {
      throw GoldenError("`constants` of case `\(item.id)` should be \(constants). Found \(expected).")
    }
  }

  /// The lists of numbers that a draw of the file means to a corruption.
  private static func given(_ name: String, _ card: CorruptionCard, _ item: GoldenCase) throws -> [[Float]] {
    if name == "angle" { return [[Float(try item.input.number(name))]] }
    let draw = try item.input.tensor(name)
    return switch (name, card.name) {
    // One number a pixel for the displacement right, and one for that down.
    case ("uniform", "elastic"): draw.permute([2, 0, 1]).unbind().map { $0.array(of: Float.self) }
    case ("normal", "snow"): [draw.select(2, index: 0).array(of: Float.self)]
    case ("shifts", _), ("plasma", _): [draw.array(of: Float.self)]
    default: [draw.permute([2, 0, 1]).array(of: Float.self)]
    }
  }

  private static func planes(_ image: Tensor) -> PlanarImage {
    let planes = image.permute([2, 0, 1])
    return PlanarImage(
      channels: planes.size(0), height: planes.size(1), width: planes.size(2), planes.array(of: Float.self))
  }

  @Sendable private static func plasmaFractal(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let (size, decay) = (try item.hyperparameters.integer("size"), try item.hyperparameters.number("decay"))
    let map = PlasmaFractal.map(size: size, decay: decay, draws: try item.input.numbers("draws"))
    return ["map": .tensor(shape: [size, size], data: map)]
  }

  /// The adapter of shot noise, by the moments of images of one value. A moment of samples is never the exact one, so it
  /// agrees if it lies within some standard errors of the expected value, which is then returned.
  @Sendable private static func shotNoiseMoments(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let (counts, values) = (try item.input.numbers("c"), try item.input.numbers("x")), side = 160
    let card = try Corruptions.all.find("shot-noise")
    var means: [Double] = [], variances: [Double] = []
    guard let expectedMeans = item.expected["mean"]?.numeric,
      let expectedVariances = item.expected["variance"]?.numeric,
      expectedMeans.data.count == counts.count * values.count,
      expectedVariances.data.count == counts.count * values.count
    else {
      throw GoldenError("`expected` of case `\(item.id)` should hold a `mean` and a `variance` for each c and x.")
    }
    for (place, count) in counts.enumerated() {
      let levels = ConstantColumn.allCases.flatMap { column in CorruptionCard.severities.map { (column, $0) } }
      guard let level = try levels.first(where: { try card.constants($0.0, severity: $0.1) == [count] }) else {
        throw Unimplemented("shot noise with c = \(count)")
      }
      for (number, value) in values.enumerated() {
        let index = place * values.count + number
        let plain = PlanarImage(
          channels: 1, height: side, width: side, Array(repeating: Float(value), count: side * side))
        var draws = CorruptionDraws(SplitMix64(key: UInt64(index)))
        let noisy = try card.corrupted(plain, severity: level.1, column: level.0, draws: &draws)
        let samples = Tensor(noisy.values).to(.float64)
        means.append(SampledMoment(samples).value(for: expectedMeans.data[index]))
        variances.append(
          SampledMoment((samples - expectedMeans.data[index]).square()).value(for: expectedVariances.data[index]))
      }
    }
    return [
      "mean": .tensor(shape: expectedMeans.shape, data: means),
      "variance": .tensor(shape: expectedVariances.shape, data: variances),
    ]
  }
}
