import Foundation
import TestSupport
import Testing

@testable import Radiomics

/// An image of 5 × 4 × 3 voxels, and a region of four of them that touches three of its sides.
private let sizes = [5, 4, 3]
private let image = (0..<60).map { place -> Double in
  let (x, y, z) = (place % 5, place / 5 % 4, place / 20)
  return Double((x * x * 7 + y * 13 + z * z * 29 + x * y * z * 5) % 23)
}

private func region(_ values: [Double] = image) -> Region {
  let mask = (0..<60).map { $0 % 5 >= 3 && $0 / 5 % 4 < 2 && $0 / 20 == 2 }
  return Region(values, mask: mask, sizes: sizes, spacing: [1, 1, 1])!
}

@Suite struct StationaryWaveletTests {
  /// The values of PyWavelets 1.8.0: `swtn` with `coif1` after `numpy.pad` with `wrap` to even sizes.
  @Test func theBandsAreThoseOfPyWavelets() {
    let expected: KeyValuePairs = [
      "LLH": [-1.3888765947277926, -1.4387955402394406, -0.27105094881299996, 0.33093188992599454],
      "LHL": [2.065779655450077, 3.3505088041312625, 2.8276241618195663, 7.298403294812289],
      "LHH": [-3.2171972358461973, 0.18527351447858587, 2.0993715899314056, -1.9550009446440193],
      "HLL": [-7.546301587581516, 5.349475955099061, 3.2742786619238116, 0.28847016537048925],
      "HLH": [2.7426432899634134, -1.7666791008499863, 1.0958247860409607, -1.5538695800503417],
      "HHL": [-9.94091060206297, 8.277270649966479, -0.8796696474423572, -3.2162648602379056],
      "HHH": [-3.6988976913890665, 0.9618055792087905, 5.3457161953115175, -1.1746151000084355],
      "LLL": [37.23379256872944, 37.720306707756926, 32.340388751459805, 27.071394608813378],
    ]
    let bands = StationaryWavelet.bands(of: image, sizes: sizes, in: region())
    #expect(bands.map(\.name) == expected.map(\.key))
    for (band, (name, values)) in zip(bands, expected) {
      #expect(isClose(band.region.values, values, .ofLength(1e-12)), "\(name): \(band.region.values)")
    }
  }

  @Test func theBandsOfASliceLeaveOtherSlicesOut() {
    let expected: KeyValuePairs = [
      "LH": [1.262980465520808, 6.8630505623691604, 3.49445396812995, 2.8434642087030926],
      "HL": [-6.57545867330993, 5.791564138830738, 2.9952716175299976, 1.31348040729385],
      "HH": [-12.987876908369925, 8.113643937173855, 3.4171466175299967, -3.6355602056369665],
      "LL": [31.575867498009956, 30.36928031413071, 26.818433064359205, 20.662765543058462],
    ]
    let bands = StationaryWavelet.bands(of: image, sizes: sizes, in: region(), isFlat: true)
    #expect(bands.map(\.name) == expected.map(\.key))
    for (band, (name, values)) in zip(bands, expected) {
      #expect(isClose(band.region.values, values, .ofLength(1e-12)), "\(name): \(band.region.values)")
    }
    var other = image
    for place in 0..<40 { other[place] += 100 }
    let same = StationaryWavelet.bands(of: other, sizes: sizes, in: region(other), isFlat: true)
    #expect(zip(bands, same).allSatisfy { $0.region.values == $1.region.values })
  }

  @Test func aConstantImageIsInTheLowBandAlone() {
    for band in StationaryWavelet.bands(of: .init(repeating: 3, count: 60), sizes: sizes, in: region()) {
      let value = band.name == "LLL" ? 3 * pow(2, 1.5) : 0
      #expect(band.region.values.allSatisfy { abs($0 - value) < 1e-12 }, "\(band.name)")
    }
  }

  /// Both filters of an axis together double the sum of squares.
  @Test func theBandsHoldTheSquaresOfTheImage() throws {
    let even = [4, 6, 2], values = (0..<48).map { Double($0 * $0 % 31) }
    let whole = try #require(Region(values, mask: .init(repeating: true, count: 48), sizes: even, spacing: [1, 1, 1]))
    func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    let sum = StationaryWavelet.bands(of: values, sizes: even, in: whole).reduce(0) { $0 + squares($1.region.values) }
    #expect(isClose(sum, 8 * squares(values), .relative(1e-12)))
  }

  @Test func aSingleVoxelHasBands() throws {
    let voxel = try #require(Region([2], mask: [true], sizes: [1, 1, 1], spacing: [1, 1, 1]))
    let bands = StationaryWavelet.bands(of: [2], sizes: [1, 1, 1], in: voxel)
    #expect(bands.count == 8 && isClose(bands[7].region.values[0], 2 * pow(2, 1.5), .relative(1e-12)))
  }
}
