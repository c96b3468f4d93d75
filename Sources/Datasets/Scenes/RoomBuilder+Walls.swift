/// The objects on and in walls: windows, pictures, televisions, doors.
extension RoomBuilder {
  /// A window with frame, bars and sometimes curtains (which count as window). It lights the room.
  mutating func addWindow() {
    let width = random.uniform(0.8, 1.8), sill = random.uniform(0.75, 1),
      top = min(room.size.y - 0.15, random.uniform(1.9, 2.2))
    guard let spot = spotOnWall(width: width, heights: sill...top) else { return }
    let half = width / 2
    let day = random.chance(0.75)
    let object = room.objects.count
    add(at: spot, castsShadow: false) { b in
      let frame = b.random.chance(0.7) ? b.paint() : b.wood()
      let high = b.varied(SIMD3(0.45, 0.6, 0.9)), low = b.varied(SIMD3(0.55, 0.6, 0.5))
      let brightness = day ? b.random.uniform(0.7, 1.3) : b.random.uniform(0.01, 0.05)
      let sky = b.material(.sky, low, high, cells: SIMD3(0, 1 / (top - sill), 0), emission: brightness)
      b.room.materials[Int(sky)].phase = SIMD3(0, -sill / (top - sill), 0)
      b.box(.window, sky, x: -half...half, y: sill...top, z: 0...0.01)
      for x in [-half, half] { b.box(.window, frame, x: x - 0.04...x + 0.04, y: sill - 0.04...top + 0.04, z: 0...0.05) }
      for y in [sill, top] { b.box(.window, frame, x: -half...half, y: y - 0.04...y + 0.04, z: 0...0.05) }
      if width > 1.1 { b.box(.window, frame, x: -0.025...0.025, y: sill...top, z: 0...0.04) }
      if b.random.chance(0.5) {
        let middle = (sill + top) / 2
        b.box(.window, frame, x: -half...half, y: middle - 0.02...middle + 0.02, z: 0...0.04)
      }
      if b.random.chance(0.45) {
        let cloth = b.fabric(), bottom = b.random.chance(0.5) ? 0.05 : sill - 0.1, hang = b.random.uniform(0.18, 0.32)
        b.box(.window, cloth, x: -half - 0.15...(-half - 0.15 + hang), y: bottom...top + 0.08, z: 0.05...0.1)
        b.box(.window, cloth, x: half + 0.15 - hang...half + 0.15, y: bottom...top + 0.08, z: 0.05...0.1)
      }
    }
    guard day, room.objects.count > object else { return }
    let inwards = SIMD3(spot.sine, 0, spot.cosine)
    let position = spot.position + inwards * 0.25 + SIMD3(0, (sill + top) / 2, 0)
    let strength = random.uniform(0.7, 1.6) * width
    room.lamps.append(Room.Lamp(position: position, colour: SIMD3(0.9, 0.97, 1.1) * strength, radius: 0.1))
  }

  /// A framed picture, a poster or a mirror-like plate.
  mutating func addPicture() {
    let width = random.uniform(0.4, 1.3), height = random.uniform(0.4, 0.95), bottom = random.uniform(1, 1.35)
    guard let spot = spotOnWall(width: width, heights: bottom...min(bottom + height, room.size.y - 0.1)) else { return }
    let half = width / 2, top = min(bottom + height, room.size.y - 0.1)
    add(at: spot, castsShadow: false) { b in
      let framed = b.random.chance(0.75), border: Float = framed ? 0.045 : 0
      if framed {
        b.box(.picture, b.random.chance(0.5) ? b.wood() : b.dark(), x: -half...half, y: bottom...top, z: 0...0.025)
      }
      let first = b.varied(b.random.pick(Self.colours + Self.paints)), second = b.varied(b.random.pick(Self.colours))
      let texture = b.random.pick([Material.Texture.noise, .noise, .noise, .stripes, .checker, .wood, .sky])
      let cells = b.random.uniform(1.5, 7)
      let canvas = b.material(texture, first, second, cells: SIMD3(cells, texture == .stripes ? 0.3 : cells, 0.1))
      if texture == .sky { b.room.materials[Int(canvas)].frequency = SIMD3(0, 1 / (top - bottom), 0) }
      if texture == .sky { b.room.materials[Int(canvas)].phase = SIMD3(0, -bottom / (top - bottom), 0) }
      b.box(.picture, canvas, x: -half + border...half - border, y: bottom + border...top - border, z: 0...0.03)
    }
  }

  /// A television that hangs on a wall.
  mutating func addWallTelevision() {
    let width = random.uniform(0.7, 1.3), bottom = random.uniform(0.9, 1.25)
    guard let spot = spotOnWall(width: width, heights: bottom...bottom + width * 0.6) else { return }
    add(at: spot, castsShadow: false) { $0.television(width: width, bottom: bottom, z: 0) }
  }

  /// A flat television or screen in the current frame; on, or off and as dark as a dark picture.
  mutating func television(width: Float, bottom: Float, z: Float) {
    let half = width / 2, height = width * 0.58, shell = dark()
    box(.tv, shell, x: -half...half, y: bottom...bottom + height, z: z...z + 0.06)
    if z > 0 { box(.tv, shell, x: -half * 0.3...half * 0.3, y: bottom - 0.06...bottom, z: z...z + 0.08) }
    let screen: Int32
    if random.chance(0.4) {
      let first = varied(random.pick(Self.colours)), second = varied(random.pick(Self.paints))
      screen = material(.noise, first, second, cells: SIMD3(repeating: random.uniform(2, 6)), emission: 0.5)
    } else {
      screen = dark()
    }
    box(
      .tv, screen, x: -half + 0.025...half - 0.025, y: bottom + 0.03...bottom + height - 0.025, z: z + 0.06...z + 0.065)
  }

  /// A door. It counts as wall, as it does in NYUv2's 13 classes.
  mutating func addDoor() {
    let width = random.uniform(0.8, 0.95), height = min(random.uniform(1.95, 2.1), room.size.y - 0.15), half = width / 2
    guard let spot = spotOnWall(width: width, heights: 0...height) else { return }
    add(at: spot, castsShadow: false) { b in
      let leaf = b.board(), frame = b.random.chance(0.5) ? leaf : b.paint()
      b.box(.wall, leaf, x: -half...half, y: 0...height, z: 0...0.02)
      b.box(.wall, frame, x: -half - 0.06...(-half), y: 0...height + 0.06, z: 0...0.035)
      b.box(.wall, frame, x: half...half + 0.06, y: 0...height + 0.06, z: 0...0.035)
      b.box(.wall, frame, x: -half...half, y: height...height + 0.06, z: 0...0.035)
      b.sphere(.wall, b.dark(), centre: SIMD3(half - 0.08, 1, 0.05), radius: 0.03)
    }
  }
}
