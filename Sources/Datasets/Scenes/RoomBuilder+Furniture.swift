/// Tables, cupboards and shelves.
extension RoomBuilder {
  mutating func addTable() {
    let width = random.uniform(0.7, 1.7), depth = random.uniform(0.55, 0.9), half = width / 2
    let low = random.chance(0.35)
    guard
      let spot = random.chance(low ? 0.1 : 0.55)
        ? spotAtWall(width: width, depth: depth)
        : spotOnFloor(width: width, depth: depth)
    else { return }
    let top = low ? random.uniform(0.38, 0.5) : random.uniform(0.7, 0.78)
    add(at: spot) { b in
      let material = b.board()
      if b.random.chance(0.25) {
        let radius = min(half, depth / 2)
        b.cylinder(.table, material, x: 0, z: depth / 2, radius: radius, y: top - 0.04...top)
        b.cylinder(.table, material, x: 0, z: depth / 2, radius: 0.06, y: 0...top - 0.04)
        b.clutter(x: -radius * 0.6...radius * 0.6, z: depth / 2 - radius * 0.6...depth / 2 + radius * 0.6, height: top)
      } else {
        b.box(.table, material, x: -half...half, y: top - 0.04...top, z: 0...depth)
        b.legs(.table, material, half: half - 0.05, z: 0.05...depth - 0.05, height: top - 0.04, thickness: 0.03)
        b.clutter(x: -half + 0.12...half - 0.12, z: 0.12...depth - 0.12, height: top)
      }
    }
  }

  /// A table with chairs around it.
  mutating func addDiningGroup() {
    let width = random.uniform(1, 1.5), depth = random.uniform(0.75, 0.9), reach: Float = 0.45, half = width / 2
    guard let spot = spotOnFloor(width: width, depth: depth + 2 * reach) else { return }
    let top = random.uniform(0.7, 0.78)
    func moved(_ x: Float, _ z: Float, turned: Bool) -> Spot {
      let offset = SIMD3(spot.cosine * x + spot.sine * z, 0, spot.cosine * z - spot.sine * x)
      let sign: Float = turned ? -1 : 1
      return Spot(position: spot.position + offset, cosine: sign * spot.cosine, sine: sign * spot.sine)
    }
    add(at: moved(0, reach, turned: false)) { b in
      let material = b.board()
      b.box(.table, material, x: -half...half, y: top - 0.04...top, z: 0...depth)
      b.legs(.table, material, half: half - 0.05, z: 0.05...depth - 0.05, height: top - 0.04, thickness: 0.03)
      b.clutter(x: -half + 0.12...half - 0.12, z: 0.12...depth - 0.12, height: top)
    }
    for x in [-width / 4, width / 4] {
      for turned in [false, true] where random.chance(0.8) {
        add(at: moved(x, turned ? depth + 2 * reach : 0, turned: turned)) { $0.chair(width: 0.43) }
      }
    }
  }

  /// A wardrobe, chest of drawers, low board or night stand.
  mutating func addCupboard() {
    let width = random.uniform(0.45, 1.6), depth = random.uniform(0.35, 0.6), half = width / 2
    guard let spot = spotAtWall(width: width, depth: depth) else { return }
    let height = random.pick([random.uniform(0.45, 0.65), random.uniform(0.75, 1.1), random.uniform(1.8, 2.15)])
    add(at: spot) { b in
      let body = b.board(), front = b.random.chance(0.7) ? body : b.board(), knob = b.dark()
      b.box(.furniture, body, x: -half...half, y: 0...height, z: 0...depth)
      let columns = max(1, Int(width / 0.55)), rows = height > 1.5 ? 1 : max(1, Int(height / 0.26))
      let across = width / Float(columns), up = (height - 0.06) / Float(rows)
      for column in 0..<columns {
        for row in 0..<rows {
          let x = -half + Float(column) * across, y = 0.04 + Float(row) * up
          b.box(
            .furniture, front, x: x + 0.02...x + across - 0.02, y: y + 0.015...y + up - 0.015,
            z: depth...depth + 0.02)
          b.box(
            .furniture, knob, x: x + across * 0.5 - 0.04...x + across * 0.5 + 0.04,
            y: y + up * 0.5 - 0.012...y + up * 0.5 + 0.012, z: depth + 0.02...depth + 0.04)
        }
      }
      guard height < 1.5 else { return }
      if width > 0.9 && b.random.chance(0.4) {
        b.television(width: min(width * 0.8, b.random.uniform(0.7, 1.2)), bottom: height + 0.06, z: depth * 0.4)
      } else {
        b.clutter(x: -half + 0.12...half - 0.12, z: 0.12...depth - 0.08, height: height)
      }
    }
  }

  /// An open shelf with rows of books and other things.
  mutating func addShelf() {
    let width = random.uniform(0.6, 1.4), depth = random.uniform(0.26, 0.36), half = width / 2
    guard let spot = spotAtWall(width: width, depth: depth) else { return }
    let rows = 2 + random.integer(below: 4), pitch = random.uniform(0.32, 0.4)
    add(at: spot) { b in
      let board = b.board(), height = Float(rows) * pitch
      b.box(.furniture, board, x: -half...(-half + 0.03), y: 0...height, z: 0...depth)
      b.box(.furniture, board, x: half - 0.03...half, y: 0...height, z: 0...depth)
      b.box(.furniture, board, x: -half...half, y: 0...height, z: 0...0.015)
      for row in 0...rows {
        let y = Float(row) * pitch
        b.box(.furniture, board, x: -half...half, y: y...y + 0.025, z: 0...depth)
        guard row < rows else { continue }
        if b.random.chance(0.75) {
          b.bookRow(x: -half + 0.05...half - 0.05, y: y + 0.025, z: 0.02...depth - 0.03, tallest: pitch - 0.06)
        } else {
          b.clutter(x: -half + 0.1...half - 0.1, z: 0.1...depth - 0.08, height: y + 0.025, tallest: pitch - 0.06)
        }
      }
    }
  }
}
