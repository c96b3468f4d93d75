import Foundation

/// The values beyond an image's border.
enum Border {
  /// The outermost value is repeated: a a | a b c | c c.
  case repeated
  /// The image is mirrored with its edge: b a | a b c | c b.
  case mirrored
  /// The image is mirrored without its edge: c b | a b c | b a.
  case mirroredWithoutEdge

  /// The place within 0 ..< `count` that stands for any place.
  @inline(__always)
  func place(_ place: Int, in count: Int) -> Int {
    if place >= 0, place < count { return place }
    switch self {
    case .repeated: return max(0, min(count - 1, place))
    case .mirrored:
      let rest = ((place % (2 * count)) + 2 * count) % (2 * count)
      return rest < count ? rest : 2 * count - 1 - rest
    case .mirroredWithoutEdge:
      guard count > 1 else { return 0 }
      let period = 2 * count - 2, rest = ((place % period) + period) % period
      return rest < count ? rest : period - rest
    }
  }
}

/// A filter whose result is a weighted sum of shifted images.
struct ShiftFilter {
  /// The place relative to a pixel, and its weight.
  var taps: [(row: Int, column: Int, weight: Float)]
  var border: Border

  /// The filtered image. Its values may leave 0 … 1 by rounding.
  func applied(to image: PlanarImage) -> PlanarImage {
    guard !taps.isEmpty else { return image }
    let (height, width) = (image.height, image.width)
    let rows = taps.map(\.row).min()!...taps.map(\.row).max()!
    let columns = taps.map(\.column).min()!...taps.map(\.column).max()!
    let stride = width + columns.count - 1
    let sources = (0..<stride).map { border.place($0 + columns.lowerBound, in: width) }
    let offsets = taps.map { ($0.row - rows.lowerBound) * stride + $0.column - columns.lowerBound }
    let weights = taps.map(\.weight)
    // A block at the end of the last row reads beyond it.
    var padded = [Float](repeating: 0, count: (height + rows.count - 1) * stride + Block.scalarCount)
    var result = image
    result.values.withUnsafeMutableBufferPointer { target in
      padded.withUnsafeMutableBufferPointer { padded in
        for plane in 0..<image.channels {
          image.values.withUnsafeBufferPointer { source in
            for row in 0..<(height + rows.count - 1) {
              let line = (plane * height + border.place(row + rows.lowerBound, in: height)) * width
              for column in 0..<stride { padded[row * stride + column] = source[line + sources[column]] }
            }
          }
          let start = UnsafeRawPointer(padded.baseAddress!)
          for row in 0..<height {
            for column in Swift.stride(from: 0, to: width, by: Block.scalarCount) {
              let place = start + (row * stride + column) * MemoryLayout<Float>.stride
              let sum = Self.sum(place, offsets, weights)
              let line = (plane * height + row) * width
              for lane in 0..<min(Block.scalarCount, width - column) { target[line + column + lane] = sum[lane] }
            }
          }
        }
      }
    }
    return result
  }

  private typealias Block = SIMD16<Float>

  @inline(__always)
  private static func sum(_ place: UnsafeRawPointer, _ offsets: [Int], _ weights: [Float]) -> Block {
    var sum = Block(repeating: 0)
    for tap in 0..<offsets.count {
      sum +=
        weights[tap] * place.loadUnaligned(fromByteOffset: offsets[tap] * MemoryLayout<Float>.stride, as: Block.self)
    }
    return sum
  }
}

/// The weights of a Gaussian bell that is cut off.
struct GaussianWeights {
  let radius: Int
  let weights: [Float]

  /// Creates the weights of the places −radius … radius.
  init(_ deviation: Double, radius: Int) {
    self.radius = radius
    let bell = (-radius...radius).map { deviation > 0 ? exp(-0.5 * pow(Double($0) / deviation, 2)) : $0 == 0 ? 1 : 0 }
    let sum = bell.reduce(0, +)
    weights = bell.map { Float($0 / sum) }
  }

  /// Creates the weights within some standard deviations.
  init(_ deviation: Double, cutAt deviations: Double) {
    self.init(deviation, radius: Int(deviations * deviation + 0.5))
  }
}

extension PlanarImage {
  /// This image blurred along rows and columns.
  ///
  /// - Parameters:
  ///   - rows: the weights of neighbours above and below.
  ///   - columns: the weights of neighbours left and right.
  func blurred(rows: GaussianWeights, columns: GaussianWeights, _ border: Border) -> PlanarImage {
    let along = columns.weights.enumerated().map { (row: 0, column: $0 - columns.radius, weight: $1) }
    let across = rows.weights.enumerated().map { (row: $0 - rows.radius, column: 0, weight: $1) }
    let wide = columns.radius == 0 ? self : ShiftFilter(taps: along, border: border).applied(to: self)
    return rows.radius == 0 ? wide : ShiftFilter(taps: across, border: border).applied(to: wide)
  }

  /// This image blurred by a Gaussian bell that is cut at 4 standard deviations, with repeated borders.
  func blurred(_ deviation: Double) -> PlanarImage {
    let weights = GaussianWeights(deviation, cutAt: 4)
    return blurred(rows: weights, columns: weights, .repeated)
  }
}
