/// The sub-bands of an image after one level of a stationary wavelet transform with the coiflet of six coefficients (coif1).
///
/// Each axis is filtered with a low-pass (L) or a high-pass (H) filter f:
///
///     y[n] = Σ f[k] x[n + 3 − k],  k = 0 … 5
///
/// The image is continued periodically. An axis with an odd number of voxels first gets a copy of its first voxel at its end. A band's name
/// has the filter of each axis: `LLH` is low-pass along x and y and high-pass along z.
///
/// Source: I. Daubechies, Orthonormal Bases of Compactly Supported Wavelets II, SIAM Journal on Mathematical Analysis 24(2), 1993; G.
/// Nason, B. Silverman, The Stationary Wavelet Transform and Some Statistical Applications, 1995; the bands of pyradiomics.
public enum StationaryWavelet {
  /// The low-pass filter: (√7 − 3, 1 − √7, 14 − 2√7, 14 + 2√7, 5 + √7, 1 − √7) / 16√2.
  static let low: [Double] = {
    let root = 7.0.squareRoot()
    return [root - 3, 1 - root, 14 - 2 * root, 14 + 2 * root, 5 + root, 1 - root].map { $0 / (16 * 2.0.squareRoot()) }
  }()
  /// The high-pass filter: the low-pass one reversed, with alternating signs.
  static let high = low.reversed().enumerated().map { $0.offset % 2 == 0 ? -$0.element : $0.element }
  /// The voxels before and behind a voxel on which its value depends.
  private static let (before, behind) = (2, 3)

  /// The names of the bands in their order.
  public static func names(isFlat: Bool = false) -> [String] {
    let names = (0..<(isFlat ? 2 : 3)).reduce([""]) { names, _ in names.flatMap { [$0 + "L", $0 + "H"] } }
    return Array(names.dropFirst()) + names.prefix(1)
  }

  /// The region in each band, those with a high-pass filter first, the approximation last: `LLH`, `LHL`, `LHH`, `HLL`, `HLH`, `HHL`, `HHH`,
  /// `LLL`.
  ///
  /// Only the box of the region is filtered.
  ///
  /// - Parameters:
  ///   - values: of the whole image, with x fastest, then y, then z.
  ///   - sizes: the voxels of the image along x, y and z.
  ///   - region: a region of this image.
  ///   - isFlat: whether only x and y are filtered, which gives the bands `LH`, `HL`, `HH` and `LL`.
  /// - Precondition: the image holds the box of the region.
  public static func bands(
    of values: [Double], sizes: [Int], in region: Region, isFlat: Bool = false
  ) -> [(name: String, region: Region)] {
    precondition(
      values.count == sizes.reduce(1, *) && (0..<3).allSatisfy { region.start[$0] + region.sizes[$0] <= sizes[$0] },
      "an image should hold the box of its region.")
    var bands = [(name: "", values: piece(values, sizes, region, isFlat: isFlat))]
    var own = (0..<3).map { region.sizes[$0] + (isFlat && $0 == 2 ? 0 : before + behind) }
    for axis in 0..<(isFlat ? 2 : 3) {
      bands = bands.flatMap { band in
        [("L", low), ("H", high)].map { letter, filter in
          (band.name + letter, filtered(band.values, own, axis, filter))
        }
      }
      own[axis] = region.sizes[axis]
    }
    return (bands.dropFirst() + bands.prefix(1)).map { ($0.name, region.replacing(values: $0.values)) }
  }

  /// The box of a region with the voxels around it on which its bands depend.
  private static func piece(_ values: [Double], _ sizes: [Int], _ region: Region, isFlat: Bool) -> [Double] {
    let places = (0..<3).map { axis -> [Int] in
      let first = region.start[axis], end = first + region.sizes[axis], size = sizes[axis]
      if isFlat, axis == 2 { return Array(first..<end) }
      let period = size + size % 2
      return (first - before..<end + behind).map { place in
        let inside = ((place % period) + period) % period
        return inside == size ? 0 : inside
      }
    }
    var piece: [Double] = []
    piece.reserveCapacity(places.reduce(1) { $0 * $1.count })
    for z in places[2] {
      for y in places[1] {
        let start = (z * sizes[1] + y) * sizes[0]
        for x in places[0] { piece.append(values[start + x]) }
      }
    }
    return piece
  }

  /// The values with a filter along an axis, which becomes shorter by the filter's reach.
  private static func filtered(_ values: [Double], _ sizes: [Int], _ axis: Int, _ filter: [Double]) -> [Double] {
    let stride = sizes[..<axis].reduce(1, *), length = sizes[axis], short = length - before - behind
    let others = sizes[(axis + 1)...].reduce(1, *)
    return [Double](unsafeUninitializedCapacity: stride * short * others) { buffer, filled in
      values.withUnsafeBufferPointer { values in
        for outer in 0..<others {
          for place in 0..<short {
            let own = (outer * short + place) * stride, first = (outer * length + place) * stride
            for inner in 0..<stride {
              var sum = 0.0
              for k in filter.indices { sum += filter[k] * values[first + inner + (5 - k) * stride] }
              buffer[own + inner] = sum
            }
          }
        }
      }
      filled = stride * short * others
    }
  }
}
