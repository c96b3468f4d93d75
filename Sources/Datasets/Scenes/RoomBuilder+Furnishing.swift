/// The content of a room: surfaces, light, and the pieces that make it a bedroom, a living room, an office or a dining
/// room.
extension RoomBuilder {
  mutating func furnish() {
    addSurfaces()
    addLight()
    for piece in pieces() { piece(&self) }
  }

  private typealias Piece = (inout RoomBuilder) -> Void

  /// The pieces in the order in which places are found for them: large ones first.
  private mutating func pieces() -> [Piece] {
    let bed: Piece = { $0.addBed() }, sofa: Piece = { $0.addSofa() }, chair: Piece = { $0.addChair() }
    let table: Piece = { $0.addTable() }, dining: Piece = { $0.addDiningGroup() }
    let cupboard: Piece = { $0.addCupboard() }, shelf: Piece = { $0.addShelf() }, thing: Piece = { $0.addFloorThing() }
    let screen: Piece = { $0.addWallTelevision() }
    var chosen: [Piece] =
      switch random.integer(below: 4) {
      case 0: [bed, cupboard, cupboard, chair, table, shelf]
      case 1: [sofa, table, cupboard, shelf, sofa, screen, chair]
      case 2: [table, chair, table, chair, shelf, cupboard, screen]
      default: [dining, cupboard, chair, chair, shelf]
      }
    let extras: [Piece] = [bed, sofa, chair, table, cupboard, shelf, thing, thing, screen, chair]
    for _ in 0..<4 + random.integer(below: 5) { chosen.append(random.pick(extras)) }
    if random.chance(0.6) { chosen.append { $0.addDoor() } }
    for _ in 0..<1 + random.integer(below: 2) { chosen.append { $0.addWindow() } }
    for _ in 0..<1 + random.integer(below: 4) { chosen.append { $0.addPicture() } }
    return chosen
  }

  private mutating func addSurfaces() {
    switch random.integer(below: 5) {
    case 0: room.floor = fabric()
    case 1:
      let light = varied(random.pick(Self.paints)), dark = varied(random.pick(Self.colours))
      let cells = random.uniform(1, 3.5)
      room.floor = material(.checker, light, dark, cells: SIMD3(cells, 0, cells))
    default: room.floor = wood()
    }
    switch random.integer(below: 6) {
    case 0:
      let colour = varied(random.pick(Self.paints)), cells = random.uniform(2, 7)
      room.walls = material(.stripes, colour, colour * random.uniform(0.6, 0.85), cells: SIMD3(cells, 0, cells))
    case 1: room.walls = fabric()
    case 2: room.walls = wood()
    default: room.walls = paint()
    }
    room.ceiling = random.chance(0.85) ? paint() : wood()
  }

  /// A lamp at the ceiling, warm or cold, with its shade; ambient light follows it.
  private mutating func addLight() {
    let warmth = random.uniform(-0.15, 0.2)
    let tint = SIMD3<Float>(1 + warmth, 1, 1 - warmth)
    let size = room.size
    let position = SIMD3(size.x * random.uniform(0.25, 0.75), size.y - 0.45, size.z * random.uniform(0.25, 0.8))
    let strength = random.uniform(1.2, 3)
    room.lamps = [Room.Lamp(position: position, colour: tint * strength, radius: random.uniform(0.02, 0.12))]
    room.ambient = tint * random.uniform(0.16, 0.4)
    let spot = Spot(position: SIMD3(position.x, 0, position.z), cosine: 1, sine: 0)
    add(at: spot, castsShadow: false) { b in
      let shade = b.material(.plain, SIMD3(1, 0.97, 0.9), .zero, emission: 1.5)
      b.cylinder(.objects, shade, x: 0, z: 0, radius: b.random.uniform(0.1, 0.22), y: size.y - 0.12...size.y - 0.01)
    }
  }
}
