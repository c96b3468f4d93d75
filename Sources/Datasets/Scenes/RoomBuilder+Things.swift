/// Books and small objects.
extension RoomBuilder {
  /// Up to four things on a level surface of the current frame: stacks of books, vases, balls, boxes.
  mutating func clutter(x: ClosedRange<Float>, z: ClosedRange<Float>, height: Float, tallest: Float = 0.5) {
    guard x.lowerBound < x.upperBound, z.lowerBound < z.upperBound else { return }
    let count = random.integer(below: 5)
    for slot in 0..<count {
      // Each thing keeps to its own part of the width, so that things do not cut into one another.
      let part = (x.upperBound - x.lowerBound) / Float(count)
      let at = x.lowerBound + part * (Float(slot) + random.uniform(0.3, 0.7))
      let deep = random.uniform(z.lowerBound, z.upperBound)
      let room = min(part * 0.45, 0.16)
      if random.chance(0.4) {
        bookStack(x: at, z: deep, half: room, y: height)
      } else {
        thing(x: at, z: deep, half: room, y: height, tallest: tallest)
      }
    }
  }

  /// Books lying on one another.
  mutating func bookStack(x: Float, z: Float, half: Float, y: Float) {
    var bottom = y
    for _ in 0...random.integer(below: 4) {
      let width = min(half, random.uniform(0.09, 0.15)), depth = random.uniform(0.08, 0.11)
      let thick = random.uniform(0.02, 0.05), shift = random.uniform(-0.02, 0.02)
      box(
        .books, random.chance(0.7) ? plain() : fabric(), x: x + shift - width...x + shift + width,
        y: bottom...bottom + thick, z: z - depth...z + depth)
      bottom += thick
    }
  }

  /// Books standing side by side.
  mutating func bookRow(x: ClosedRange<Float>, y: Float, z: ClosedRange<Float>, tallest: Float) {
    var left = x.lowerBound
    let end = random.chance(0.5) ? x.upperBound : random.uniform(x.lowerBound, x.upperBound)
    while left < end {
      let thick = min(random.uniform(0.04, 0.11), x.upperBound - left)
      guard thick > 0.01 else { break }
      let high = tallest * random.uniform(0.65, 1)
      box(
        .books, random.chance(0.75) ? plain() : fabric(), x: left...left + thick, y: y...y + high,
        z: z.lowerBound...z.upperBound - random.uniform(0, 0.04))
      left += thick
    }
  }

  /// A vase, ball, bottle, box or lamp.
  mutating func thing(x: Float, z: Float, half: Float, y: Float, tallest: Float) {
    let material = random.chance(0.6) ? plain() : random.chance(0.5) ? fabric() : board()
    let size = min(half, random.uniform(0.05, 0.15)), height = min(tallest, random.uniform(0.1, 0.4))
    switch random.integer(below: 5) {
    case 0: sphere(.objects, material, centre: SIMD3(x, y + min(size, tallest / 2), z), radius: min(size, tallest / 2))
    case 1: box(.objects, material, x: x - size...x + size, y: y...y + height * 0.6, z: z - size * 0.7...z + size * 0.7)
    case 2 where tallest > 0.4:  // a lamp: foot and shade
      cylinder(.objects, material, x: x, z: z, radius: 0.02, y: y...y + 0.3)
      let glow = random.pick(Self.paints)
      let shade = self.material(.plain, glow, glow, emission: random.chance(0.6) ? 1.2 : 0)
      cylinder(.objects, shade, x: x, z: z, radius: min(0.13, half), y: y + 0.24...y + 0.42)
    default:
      cylinder(.objects, material, x: x, z: z, radius: size * 0.8, y: y...y + height)
      if random.chance(0.4) && height < tallest - 0.1 {
        cylinder(.objects, material, x: x, z: z, radius: size * 0.3, y: y + height...y + height + 0.08)
      }
    }
  }

  /// A ball, a box or a plant on the floor.
  mutating func addFloorThing() {
    guard let spot = spotOnFloor(width: 0.4, depth: 0.4) else { return }
    add(at: spot) { b in
      switch b.random.integer(below: 3) {
      case 0:
        let radius = b.random.uniform(0.1, 0.2)
        b.sphere(.objects, b.fabric(), centre: SIMD3(0, radius, 0.2), radius: radius)
      case 1:
        let height = b.random.uniform(0.15, 0.45)
        b.box(.objects, b.random.chance(0.5) ? b.wood() : b.fabric(), x: -0.2...0.2, y: 0...height, z: 0.02...0.38)
      default:
        b.cylinder(.objects, b.plain(), x: 0, z: 0.2, radius: 0.15, y: 0...0.3)
        let leaf = SIMD3<Float>(0.06, 0.22, 0.05)
        let leaves = b.material(.noise, leaf, leaf * 2.4, cells: SIMD3(repeating: 14))
        b.sphere(.objects, leaves, centre: SIMD3(0, 0.62, 0.2), radius: b.random.uniform(0.24, 0.36))
      }
    }
  }
}
