import Testing

@testable import Radiomics

@Suite struct ConnectedComponentsTests {
  /// A mask whose voxels are marked by `#`; lines are rows, and an empty line begins a slice.
  private func mask(_ text: String) -> (mask: [Bool], sizes: [Int]) {
    let slices = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
    return (text.filter { $0 != "\n" }.map { $0 == "#" }, [slices[0][0].count, slices[0].count, slices.count])
  }

  private func counts(_ text: String, _ connectivity: ConnectedComponents.Connectivity) -> [Int] {
    let (own, sizes) = mask(text)
    return ConnectedComponents(own, sizes: sizes, connectivity).counts
  }

  @Test func aCornerConnectsPixelsByEightNeighboursAlone() {
    let text = "##..\n..#.\n#..#"
    #expect(counts(text, .four) == [2, 1, 1, 1] && counts(text, .eight) == [4, 1])
  }

  /// From the first voxel, the others lie behind a face, an edge and a corner.
  @Test(arguments: [
    ("#.\n..\n\n#.\n..", [2], [2], [2]), ("#.\n..\n\n.#\n..", [1, 1], [2], [2]),
    ("#.\n..\n\n..\n.#", [1, 1], [1, 1], [2]),
  ])
  func facesEdgesAndCornersConnectVoxels(_ text: String, _ six: [Int], _ eighteen: [Int], _ twentySix: [Int]) {
    #expect(counts(text, .six) == six && counts(text, .eighteen) == eighteen && counts(text, .twentySix) == twentySix)
  }

  @Test func slicesStayApartInTwoDimensions() { #expect(counts("##\n\n##", .eight) == [2, 2]) }

  /// A comb whose teeth meet in the last row only.
  @Test func partsThatMeetLateAreOne() {
    let (own, sizes) = mask("#.#.#\n#.#.#\n#####")
    let parts = ConnectedComponents(own, sizes: sizes, .four)
    #expect(parts.counts == [11] && parts.labels == own.map { $0 ? 1 : 0 })
  }

  @Test func partsAreNumberedByTheirFirstVoxels() {
    let (own, sizes) = mask(".#.#\n#..#\n##.#")
    #expect(ConnectedComponents(own, sizes: sizes, .four).labels == [0, 1, 0, 2, 3, 0, 0, 2, 3, 3, 0, 2])
  }

  @Test func theLargestPartIsTheFirstOfEqualOnes() {
    let (own, sizes) = mask("#..##\n...#.\n.##.#")
    let parts = ConnectedComponents(own, sizes: sizes, .four)
    #expect(parts.largest == mask("...##\n...#.\n.....").mask)
    #expect(ConnectedComponents(mask("#.#").mask, sizes: [3, 1, 1], .six).largest == [true, false, false])
    #expect(ConnectedComponents([false, false], sizes: [2, 1, 1], .six).largest == [false, false])
    #expect(ConnectedComponents([], sizes: [0, 1, 1], .six).counts.isEmpty)
  }

  @Test(arguments: ConnectedComponents.Connectivity.allCases)
  func aConnectivityIsItsNumberOfNeighbours(_ connectivity: ConnectedComponents.Connectivity) {
    #expect(2 * connectivity.back.count == connectivity.rawValue)
  }

  /// Parts found by going from each voxel to its neighbours until nothing is left.
  @Test(arguments: ConnectedComponents.Connectivity.allCases, [2, 3, 5])
  func thePartsAreThoseOfASearch(_ connectivity: ConnectedComponents.Connectivity, _ modulus: UInt64) {
    var state: UInt64 = 7 + modulus, labels: [Int] = [], sizes: [Int] = []
    let box = [9, 8, 7]
    let own = (0..<504).map { _ -> Bool in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33 % modulus == 0
    }
    labels = .init(repeating: 0, count: 504)
    let steps = connectivity.back.flatMap { [$0, $0.reversed] }
    for first in own.indices where own[first] && labels[first] == 0 {
      sizes.append(0)
      labels[first] = sizes.count
      var waiting = [first]
      while let next = waiting.popLast() {
        sizes[sizes.count - 1] += 1
        for step in steps where step.fits(next % 9, next / 9 % 8, next / 72, box) {
          let other = next + step.offset(box)
          guard own[other], labels[other] == 0 else { continue }
          labels[other] = sizes.count
          waiting.append(other)
        }
      }
    }
    let parts = ConnectedComponents(own, sizes: box, connectivity)
    #expect(parts.labels.map { Int($0) } == labels && parts.counts == sizes)
  }
}
