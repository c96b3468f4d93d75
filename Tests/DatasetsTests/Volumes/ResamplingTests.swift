import TestSupport
import Testing

@testable import Datasets

@Suite struct ResamplingTests {
  /// A volume whose values are linear in places: 1 + 2x − 3y + 0.5z.
  private func ramp(_ sizes: [Int] = [5, 4, 3], _ affine: [[Double]] = [[2, 0, 0, 1], [0, 1, 0, -3], [0, 0, 4, 7]])
    -> Volume
  {
    var volume = Volume(sizes: sizes, values: .init(repeating: 0, count: sizes.reduce(1, *)), affine: affine)
    volume.values = volume.values.indices.map { place in
      let (i, j, k) = (place % sizes[0], place / sizes[0] % sizes[1], place / (sizes[0] * sizes[1]))
      let at = affine.map { $0[0] * Double(i) + $0[1] * Double(j) + $0[2] * Double(k) + $0[3] }
      return 1 + 2 * at[0] - 3 * at[1] + 0.5 * at[2]
    }
    return volume
  }

  @Test func aGridOfAnotherSpacingCoversTheOldOneAroundItsCentre() throws {
    let grid = try ramp().grid.spaced([3, 0, 1.5])
    #expect(grid.sizes == [4, 4, 8] && isClose(grid.spacing, [3, 1, 1.5], .relative(1e-12)))
    // The centres of both grids: 1 + 2 · 2 = 0.5 + 3 · 1.5 along x, and 7 + 4 = 5.75 + 1.5 · 3.5 along z.
    #expect(isClose(grid.affine.map { $0[3] }, [0.5, -3, 5.75], .relative(1e-12)))
  }

  @Test func gridsAreTheSameToAHundredthOfAVoxel() {
    let grid = ramp().grid
    func moved(_ distance: Double) -> VolumeGrid {
      VolumeGrid(sizes: grid.sizes, affine: grid.affine.map { Array($0.dropLast()) + [$0[3] + distance] })
    }
    #expect(grid.isSame(as: grid) && grid.isSame(as: moved(0.009)) && !grid.isSame(as: moved(0.011)))
    #expect(!grid.isSame(as: VolumeGrid(sizes: [5, 4, 4], affine: grid.affine)))
    var turned = grid.affine
    turned[1][1] = -1
    #expect(!grid.isSame(as: VolumeGrid(sizes: grid.sizes, affine: turned)))
  }

  @Test func theRoundingOfADistanceAddsNoVoxel() throws {
    let grid = VolumeGrid(sizes: [50, 3, 3], affine: [[1.0000001, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    #expect(try grid.spaced([1, 1, 1]).sizes == [50, 3, 3] && grid.spaced([0.999, 1, 1]).sizes == [51, 3, 3])
  }

  @Test func distancesThatAreNoneAreRefused() {
    let grid = ramp().grid
    for distances in [[1, 1], [1, 1, -1], [1, 1, .nan], [1, .infinity, 1]] {
      #expect(
        errorText { try grid.spaced(distances) }.contains("three distances of at least 0 mm. Found"), "\(distances)")
    }
    #expect(errorText { try grid.spaced([1e-9, 1, 1]) }.contains("at most 1048576 voxels along an axis"))
    #expect(errorText { try ramp().resampled(to: grid.spaced([1e-4, 1e-4, 1e-4])) }.contains("should fit into memory"))
  }

  @Test func theSameGridKeepsTheValuesToTheBit() throws {
    var volume = ramp()
    volume.values[17] = .nan
    for interpolation in [Interpolation.nearest, .linear] {
      let same = try volume.resampled(to: volume.grid, by: interpolation)
      #expect(zip(same.values, volume.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
  }

  @Test func betweenVoxelsALinearImageStaysLinear() throws {
    let volume = ramp(), finer = try volume.resampled(to: volume.grid.spaced([0.7, 0.4, 1.1]))
    let exact = ramp(finer.sizes, finer.affine)
    var compared = 0
    for place in finer.values.indices {
      let (i, j, k) = (
        place % finer.sizes[0], place / finer.sizes[0] % finer.sizes[1], place / (finer.sizes[0] * finer.sizes[1])
      )
      // The ends lie up to half a voxel outside of the outermost centres.
      guard (2..<finer.sizes[0] - 2).contains(i), (2..<finer.sizes[1] - 2).contains(j),
        (2..<finer.sizes[2] - 2).contains(k)
      else { continue }
      #expect(isClose(finer.values[place], exact.values[place], .relative(1e-12, absolute: 1e-12)))
      compared += 1
    }
    #expect(compared > 100)
  }

  /// A quarter turn about the third axis with a mirrored second one.
  @Test func axesOfAnotherOrientationMeetAtTheSamePlaces() throws {
    let volume = ramp()
    let turned = VolumeGrid(sizes: [4, 5, 3], affine: [[0, 2, 0, 1], [-1, 0, 0, 0], [0, 0, 4, 7]])
    let own = try volume.resampled(to: turned), exact = ramp(turned.sizes, turned.affine)
    #expect(isClose(own.values, exact.values, .relative(1e-12, absolute: 1e-12)) && own.grid == turned)
    #expect(isClose(try own.resampled(to: volume.grid).values, volume.values, .relative(1e-12, absolute: 1e-12)))
  }

  /// The values of SciPy 1.17.1: `map_coordinates` of order 3 with the mode `mirror`.
  @Test func aCubicSplineIsThatOfSciPy() throws {
    let volume = Volume(
      sizes: [4, 3, 2], values: (0..<24).map { Double($0 * $0 % 17) }, spacing: [1, 1, 1])
    let grid = VolumeGrid(sizes: [2, 2, 2], affine: [[1.3, 0, 0, 0.4], [0, 0.9, 0, 0.7], [0, 0, 0.5, 0.2]])
    let expected = [
      9.207242646399997, 0.3649836576000022, 13.469938278400011, 11.432670297600005, 4.3096933344000075,
      2.294176399600002, 9.02595440640001, 8.430344089600005,
    ]
    #expect(isClose(try volume.resampled(to: grid, by: .cubic).values, expected, .ofLength(1e-12)))
  }

  @Test func aCubicSplineGoesThroughItsVoxels() throws {
    for sizes in [[5, 4, 3], [1, 2, 30], [1, 1, 1], [2, 1, 2]] {
      let values = (0..<sizes.reduce(1, *)).map { Double($0 * $0 * 7 % 23) }
      let volume = Volume(sizes: sizes, values: values, spacing: [1, 2, 3])
      #expect(
        isClose(try volume.resampled(to: volume.grid, by: .cubic).values, values, .relative(1e-12, absolute: 1e-12)))
    }
  }

  @Test func aCubicSplineNeedsFiniteValues() {
    let volume = Volume(sizes: [2, 1, 1], values: [1, .nan], spacing: [1, 1, 1])
    #expect(errorText { try volume.resampled(to: volume.grid, by: .cubic) }.contains("Found nan at the voxel 1."))
  }

  @Test func placesOutsideHaveTheGivenValue() throws {
    let volume = Volume(sizes: [2, 1, 1], values: [10, 20], spacing: [1, 1, 1])
    let wide = VolumeGrid(sizes: [8, 1, 1], affine: [[0.5, 0, 0, -1], [0, 1, 0, 0], [0, 0, 1, 0]])
    #expect(try volume.resampled(to: wide, outside: -1).values == [-1, 10, 10, 15, 20, 20, -1, -1])
    #expect(try volume.resampled(to: wide, by: .nearest, outside: -1).values == [-1, 10, 10, 20, 20, 20, -1, -1])
  }

  @Test func aVoxelWithoutWeightIsNotRead() throws {
    let volume = Volume(sizes: [3, 1, 1], values: [.nan, 4, .infinity], spacing: [2, 2, 2])
    let grid = VolumeGrid(sizes: [3, 1, 1], affine: [[1, 0, 0, 1], [0, 2, 0, 0], [0, 0, 2, 0]])
    let values = try volume.resampled(to: grid).values
    #expect(values[0].isNaN && values[1] == 4 && values[2] == .infinity)
  }

  @Test func halfOfAVoxelIsEnoughForARegion() throws {
    let labels = Volume(sizes: [4, 1, 1], values: [2, 2, 5, 2], spacing: [2, 2, 2])
    let grid = try labels.grid.spaced([1, 0, 0])
    #expect(
      try labels.mask(of: 2, on: grid) == [true, true, true, true, false, false, true, true])
    #expect(try labels.mask(of: 5, on: grid, by: .nearest) == [false, false, false, false, true, true, false, false])
    let between = VolumeGrid(sizes: [3, 1, 1], affine: [[2, 0, 0, 1], [0, 2, 0, 0], [0, 0, 2, 0]])
    #expect(try labels.mask(of: 5, on: between) == [false, true, true])
  }

  @Test func valuesAreRoundedToWholeNumbers() {
    let volume = Volume(sizes: [3, 1, 1], values: [-1.6, 0.4, 2.5], spacing: [1, 1, 1])
    #expect(volume.rounded().values == [-2, 0, 3])
  }

  @Test func axesInOnePlaneAreRefused() {
    var flat = ramp()
    flat.affine = [[1, 2, 0, 0], [1, 2, 0, 0], [0, 0, 1, 0]]
    #expect(errorText { try flat.resampled(to: ramp().grid) }.contains("should span space. Found the map"))
    let empty = Volume(sizes: [0, 1, 1], values: [], spacing: [1, 1, 1])
    #expect(
      errorText { try empty.resampled(to: ramp().grid) }.contains("should have voxels. Found the sizes [0, 1, 1]."))
    #expect(errorText { try empty.grid.spaced([1, 1, 1]) }.contains("voxels that are apart"))
  }
}
