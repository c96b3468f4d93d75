/// Beds, sofas and chairs.
extension RoomBuilder {
  mutating func addBed() {
    let width = random.uniform(0.9, 1.8), depth = random.uniform(1.9, 2.15)
    guard let spot = spotAtWall(width: width, depth: depth) else { return }
    let base = random.uniform(0.18, 0.35), top = base + random.uniform(0.15, 0.25), half = width / 2
    add(at: spot) { b in
      let frame = b.board(), sheet = b.random.chance(0.5) ? b.paint() : b.fabric(), cover = b.fabric()
      b.box(.bed, frame, x: -half...half, y: 0...base, z: 0...depth)
      b.box(.bed, sheet, x: -half + 0.02...half - 0.02, y: base...top, z: 0.04...depth - 0.02)
      b.box(.bed, cover, x: -half - 0.01...half + 0.01, y: base - 0.08...top + 0.03, z: depth * 0.35...depth + 0.01)
      if b.random.chance(0.75) {
        b.box(.bed, frame, x: -half...half, y: base...b.random.uniform(0.8, 1.15), z: 0...0.05)
      }
      let pillows = width > 1.2 ? 2 : 1
      for pillow in 0..<pillows {
        let centre = (Float(pillow) - Float(pillows - 1) / 2) * width * 0.48
        let material = b.random.chance(0.5) ? sheet : b.fabric()
        b.box(
          .bed, material,
          x: centre - width * 0.2 / Float(pillows) - 0.12...centre + width * 0.2 / Float(pillows) + 0.12,
          y: top...top + 0.11, z: 0.12...0.48)
      }
    }
  }

  mutating func addSofa() {
    let width = random.uniform(1.3, 2.2), depth = random.uniform(0.75, 0.95)
    guard
      let spot = random.chance(0.75) ? spotAtWall(width: width, depth: depth) : spotOnFloor(width: width, depth: depth)
    else { return }
    let seat = random.uniform(0.36, 0.46), back = random.uniform(0.75, 0.95), half = width / 2
    add(at: spot) { b in
      let cloth = b.fabric()
      b.box(.sofa, cloth, x: -half...half, y: 0.06...seat, z: 0...depth)
      b.box(.sofa, cloth, x: -half...half, y: seat...back, z: 0...0.24)
      let arm = b.random.uniform(0.14, 0.22)
      b.box(.sofa, cloth, x: -half...(-half + arm), y: 0.04...seat + 0.18, z: 0...depth)
      b.box(.sofa, cloth, x: half - arm...half, y: 0.04...seat + 0.18, z: 0...depth)
      let cushions = b.random.integer(below: 4)
      for _ in 0..<cushions {
        let x = b.random.uniform(-half + arm + 0.2, half - arm - 0.2), size = b.random.uniform(0.16, 0.22)
        b.box(.sofa, b.fabric(), x: x - size...x + size, y: seat...seat + 2 * size * 0.9, z: 0.2...0.36)
      }
    }
  }

  mutating func addChair() {
    let width = random.uniform(0.42, 0.55)
    guard
      let spot = random.chance(0.35) ? spotAtWall(width: width, depth: width) : spotOnFloor(width: width, depth: width)
    else { return }
    add(at: spot) { $0.chair(width: width) }
  }

  /// A chair in the current frame: with four legs, on a pedestal, or a stool.
  mutating func chair(width: Float) {
    let half = width / 2, seat = random.uniform(0.42, 0.5), back = random.uniform(0.8, 1.02)
    let frame = random.chance(0.6) ? board() : dark(), cloth = random.chance(0.5) ? fabric() : frame
    switch random.integer(below: 4) {
    case 0:  // on a pedestal
      cylinder(.chair, frame, x: 0, z: half, radius: 0.04, y: 0.04...seat - 0.05)
      cylinder(.chair, frame, x: 0, z: half, radius: half * 0.9, y: 0...0.05)
      box(.chair, cloth, x: -half...half, y: seat - 0.06...seat, z: 0...width)
      box(.chair, cloth, x: -half * 0.9...half * 0.9, y: seat + 0.1...back, z: 0...0.06)
    case 1:  // a stool
      cylinder(.chair, frame, x: 0, z: half, radius: half * 0.3, y: 0...seat - 0.05)
      cylinder(.chair, cloth, x: 0, z: half, radius: half, y: seat - 0.06...seat)
    default:
      legs(.chair, frame, half: half - 0.03, z: 0.03...width - 0.03, height: seat - 0.04, thickness: 0.02)
      box(.chair, cloth, x: -half...half, y: seat - 0.05...seat, z: 0...width)
      box(.chair, cloth, x: -half...half, y: seat...back, z: 0...0.04)
    }
  }

  /// Four square legs.
  mutating func legs(
    _ label: SceneClass, _ material: Int32, half: Float, z: ClosedRange<Float>, height: Float, thickness: Float
  ) {
    for x in [-half, half] {
      for z in [z.lowerBound, z.upperBound] {
        box(label, material, x: x - thickness...x + thickness, y: 0...height, z: z - thickness...z + thickness)
      }
    }
  }
}
