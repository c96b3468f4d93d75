import Testing

@testable import Drawing

/// The places of boxes.
@Suite struct LayeredLayoutTests {
  private let edges = [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (3, 4), (3, 5), (1, 5), (2, 6), (0, 6)]
    .map { (from: $0.0, to: $0.1) }

  private var sizes: [LayeredLayout.Size] {
    (0..<7).map { .init(width: 60 + Double($0) * 20, height: 30 + Double($0)) }
  }

  @Test func noTwoBoxesOverlap() {
    let layout = LayeredLayout(sizes, edges)
    for first in sizes.indices {
      for second in sizes.indices where second > first {
        let (a, b) = (layout.corners[first], layout.corners[second])
        let isApart =
          a.x + sizes[first].width <= b.x || b.x + sizes[second].width <= a.x || a.y + sizes[first].height <= b.y
          || b.y + sizes[second].height <= a.y
        #expect(isApart, "\(first) and \(second)")
      }
    }
  }

  @Test func eachBoxIsBelowThoseThatItReadsAndInsideThePicture() {
    let layout = LayeredLayout(sizes, edges)
    for edge in edges {
      #expect(layout.corners[edge.from].y + sizes[edge.from].height < layout.corners[edge.to].y)
    }
    for (corner, size) in zip(layout.corners, sizes) {
      #expect(corner.x >= -0.001 && corner.x + size.width <= layout.size.width + 0.001)
      #expect(corner.y >= 0 && corner.y + size.height <= layout.size.height + 0.001)
    }
  }

  @Test func linesBeginAndEndAtTheirBoxes() {
    let layout = LayeredLayout(sizes, edges)
    for (edge, way) in zip(edges, layout.ways) {
      let (start, end) = (layout.corners[edge.from], layout.corners[edge.to])
      #expect(way.first!.y == start.y + sizes[edge.from].height && way.last!.y == end.y)
      #expect(way.first!.x >= start.x && way.first!.x <= start.x + sizes[edge.from].width)
      #expect(way.last!.x >= end.x && way.last!.x <= end.x + sizes[edge.to].width)
    }
  }

  @Test func aChainIsAStraightLine() {
    let layout = LayeredLayout(
      (0..<4).map { _ in .init(width: 80, height: 30) }, (0..<3).map { (from: $0, to: $0 + 1) })
    #expect(Set(layout.corners.map(\.x)).count == 1)
  }

  @Test func nothingIsAnEmptyPicture() {
    #expect(LayeredLayout([], []).size.width == 0)
  }
}
