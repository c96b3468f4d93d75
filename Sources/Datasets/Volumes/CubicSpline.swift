/// The cubic spline through the voxels of a volume: its second derivatives along the axes are continuous.
///
/// A value is the sum of the coefficients of the 64 voxels around, weighted by cubic B-splines. Beyond its ends an axis is continued like in
/// a mirror in the centre of its outermost voxel.
///
/// Source: M. Unser, A. Aldroubi, M. Eden, B-Spline Signal Processing, IEEE Transactions on Signal Processing 41(2), 1993.
struct CubicSpline {
  private let sizes: [Int]
  private let coefficients: [Double]
  /// The pole of the filter that makes coefficients of values.
  private static let pole = 3.0.squareRoot() - 2

  /// - Parameter values: finite, with x fastest, then y, then z; at least one.
  init(_ values: [Double], sizes: [Int]) {
    var own = values
    own.withUnsafeMutableBufferPointer { own in
      var stride = 1
      for size in sizes {
        if size > 1 {
          for outer in Swift.stride(from: 0, to: own.count, by: stride * size) {
            for inner in 0..<stride { Self.filter(own, from: outer + inner, stride, size) }
          }
        }
        stride *= size
      }
    }
    (self.sizes, coefficients) = (sizes, own)
  }

  /// Makes coefficients of the values of a line.
  private static func filter(_ line: UnsafeMutableBufferPointer<Double>, from start: Int, _ stride: Int, _ count: Int) {
    func at(_ place: Int) -> Int { start + place * stride }
    // The sum over one period of the mirrored line, whose later periods are this one times a power of the pole.
    var sum = line[at(0)], power = pole
    for place in 1..<count {
      sum += power * line[at(place)]
      power *= pole
    }
    for place in Swift.stride(from: count - 2, to: 0, by: -1) {
      sum += power * line[at(place)]
      power *= pole
    }
    let gain = (1 - pole) * (1 - 1 / pole)
    line[at(0)] = gain * sum / (1 - power)
    for place in 1..<count { line[at(place)] = gain * line[at(place)] + pole * line[at(place - 1)] }
    line[at(count - 1)] = pole / (pole * pole - 1) * (line[at(count - 1)] + pole * line[at(count - 2)])
    for place in Swift.stride(from: count - 2, through: 0, by: -1) {
      line[at(place)] = pole * (line[at(place + 1)] - line[at(place)])
    }
  }

  /// The four voxels around a place along an axis, and the weights of their coefficients.
  @inline(__always)
  private static func weights(_ voxel: Int, _ distance: Double, _ size: Int) -> (
    voxels: SIMD4<Int>, weights: SIMD4<Double>
  ) {
    let t = distance, s = 1 - distance
    let weights = SIMD4(s * s * s, 4 - 6 * t * t + 3 * t * t * t, 4 - 6 * s * s + 3 * s * s * s, t * t * t) / 6
    func mirrored(_ voxel: Int) -> Int {
      guard size > 1 else { return 0 }
      let period = 2 * size - 2, place = (voxel % period + period) % period
      return min(place, period - place)
    }
    return (SIMD4(mirrored(voxel - 1), mirrored(voxel), mirrored(voxel + 1), mirrored(voxel + 2)), weights)
  }

  /// The value at a place: for each axis, a voxel and the distance from it in voxels, from 0 to 1.
  func value(
    _ x: (voxel: Int, distance: Double), _ y: (voxel: Int, distance: Double), _ z: (voxel: Int, distance: Double)
  )
    -> Double
  {
    let a = Self.weights(x.voxel, x.distance, sizes[0]), b = Self.weights(y.voxel, y.distance, sizes[1])
    let c = Self.weights(z.voxel, z.distance, sizes[2])
    return coefficients.withUnsafeBufferPointer { values in
      var sum = 0.0
      for k in 0..<4 {
        for j in 0..<4 {
          let row = (c.voxels[k] * sizes[1] + b.voxels[j]) * sizes[0], weight = c.weights[k] * b.weights[j]
          for i in 0..<4 { sum += weight * a.weights[i] * values[row + a.voxels[i]] }
        }
      }
      return sum
    }
  }
}
