/// Colours and textures. All pieces draw from the same few families, so that classes overlap in looks.
extension RoomBuilder {
  /// Adds a material and returns its index.
  mutating func material(
    _ texture: Material.Texture, _ first: SIMD3<Float>, _ second: SIMD3<Float>, cells: SIMD3<Float> = .one,
    emission: Float = 0
  ) -> Int32 {
    // The offset keeps cell borders off the planes on which faces lie.
    let phase = SIMD3(random.uniform(3, 9), random.uniform(3, 9), random.uniform(3, 9))
    room.materials.append(
      Material(texture: texture, first: first, second: second, frequency: cells, phase: phase, emission: emission))
    return Int32(room.materials.count - 1)
  }

  /// Wood: brown with long, bent grain along a random axis.
  mutating func wood() -> Int32 {
    let dark = varied(random.pick(Self.woods))
    let grain = random.integer(below: 3)
    var cells = SIMD3<Float>(repeating: random.uniform(3, 8))
    cells[grain] *= 0.15
    return material(.wood, dark, dark * random.uniform(1.2, 1.7), cells: cells)
  }

  /// Fabric: plain, mottled, striped or chequered, in any colour of the room.
  mutating func fabric() -> Int32 {
    let first = varied(random.pick(Self.colours)), second = varied(random.pick(Self.colours))
    let cells = random.uniform(2, 9)
    switch random.integer(below: 6) {
    case 0: return material(.checker, first, second, cells: SIMD3(repeating: cells))
    case 1: return material(.stripes, first, second, cells: SIMD3(cells, cells * 0.02, cells * 0.3))
    case 2, 3: return material(.noise, first, first * 0.5 + second * 0.5, cells: SIMD3(repeating: 4 * cells))
    default: return material(.noise, first, first * 0.8, cells: SIMD3(repeating: 12 * cells))
    }
  }

  /// Paint or plaster: nearly one light colour.
  mutating func paint() -> Int32 {
    let colour = varied(random.pick(Self.paints))
    return material(
      .noise, colour, colour * random.uniform(0.82, 0.97), cells: SIMD3(repeating: random.uniform(0.5, 9)))
  }

  /// A plain surface in any colour.
  mutating func plain() -> Int32 {
    let colour = varied(random.pick(Self.colours + Self.paints))
    return material(.plain, colour, colour)
  }

  /// The material of a piece of furniture: mostly wood, sometimes painted.
  mutating func board() -> Int32 { random.chance(0.65) ? wood() : random.chance(0.6) ? paint() : plain() }

  /// A dark, smooth surface.
  mutating func dark() -> Int32 {
    let grey = random.uniform(0.01, 0.06)
    return material(.plain, SIMD3(grey, grey, grey * 1.1), .zero)
  }

  /// A colour a little lighter or darker than the given one, or of another tint.
  mutating func varied(_ colour: SIMD3<Float>) -> SIMD3<Float> {
    let tint = SIMD3(random.uniform(0.85, 1.15), random.uniform(0.85, 1.15), random.uniform(0.85, 1.15))
    return colour * tint * random.uniform(0.75, 1.2)
  }

  static let woods: [SIMD3<Float>] = [
    SIMD3(0.23, 0.12, 0.05), SIMD3(0.35, 0.2, 0.09), SIMD3(0.46, 0.3, 0.15), SIMD3(0.12, 0.06, 0.03),
    SIMD3(0.5, 0.38, 0.22),
  ]
  static let paints: [SIMD3<Float>] = [
    SIMD3(0.75, 0.72, 0.65), SIMD3(0.8, 0.8, 0.8), SIMD3(0.6, 0.66, 0.7), SIMD3(0.72, 0.62, 0.45),
    SIMD3(0.5, 0.6, 0.5), SIMD3(0.7, 0.5, 0.42),
  ]
  static let colours: [SIMD3<Float>] = [
    SIMD3(0.45, 0.08, 0.07), SIMD3(0.08, 0.14, 0.4), SIMD3(0.1, 0.3, 0.12), SIMD3(0.6, 0.5, 0.3),
    SIMD3(0.3, 0.3, 0.32), SIMD3(0.7, 0.65, 0.58), SIMD3(0.06, 0.06, 0.07), SIMD3(0.55, 0.3, 0.08),
    SIMD3(0.25, 0.12, 0.3), SIMD3(0.1, 0.35, 0.38), SIMD3(0.35, 0.2, 0.09), SIMD3(0.65, 0.58, 0.1),
  ]

  /// A box given by its extent along each axis of the object's frame, in metres.
  mutating func box(
    _ label: SceneClass, _ material: Int32, x: ClosedRange<Float>, y: ClosedRange<Float>, z: ClosedRange<Float>
  ) {
    let low = SIMD3(x.lowerBound, y.lowerBound, z.lowerBound), high = SIMD3(x.upperBound, y.upperBound, z.upperBound)
    room.shapes.append(
      Shape(kind: .box, label: label, material: material, centre: (low + high) / 2, half: (high - low) / 2))
  }

  /// An upright cylinder.
  mutating func cylinder(
    _ label: SceneClass, _ material: Int32, x: Float, z: Float, radius: Float, y: ClosedRange<Float>
  ) {
    let height = y.upperBound - y.lowerBound
    room.shapes.append(
      Shape(
        kind: .cylinder, label: label, material: material, centre: SIMD3(x, y.lowerBound + height / 2, z),
        half: SIMD3(radius, height / 2, radius)))
  }

  /// A ball.
  mutating func sphere(_ label: SceneClass, _ material: Int32, centre: SIMD3<Float>, radius: Float) {
    room.shapes.append(
      Shape(kind: .sphere, label: label, material: material, centre: centre, half: SIMD3(repeating: radius)))
  }
}
