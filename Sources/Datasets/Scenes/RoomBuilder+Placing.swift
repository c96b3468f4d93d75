/// Free places on the floor and on the walls.
extension RoomBuilder {
  /// The place of an object: its own frame has x along the wall, z into the room, and its back at z = 0.
  struct Spot {
    var position: SIMD3<Float>
    var cosine: Float
    var sine: Float
  }

  /// A place on the floor with the back to a wall; nil if none was found.
  mutating func spotAtWall(width: Float, depth: Float) -> Spot? {
    for _ in 0..<10 {
      let wall = random.pick([Wall.back, .back, .back, .left, .left, .right, .right, .front])
      let length = wall.length(in: room.size)
      guard length > width + 0.1 else { continue }
      let along = random.uniform(width / 2 + 0.03, length - width / 2 - 0.03)
      if let spot = take(wall.spot(along: along, height: 0, gap: 0.02, in: room.size), width: width, depth: depth) {
        return spot
      }
    }
    return nil
  }

  /// A place anywhere on the floor, turned at random; nil if none was found.
  mutating func spotOnFloor(width: Float, depth: Float) -> Spot? {
    for _ in 0..<10 {
      let (cosine, sine) = turn(degrees: random.uniform(-180, 180))
      let centre = SIMD3(random.uniform(0.5, room.size.x - 0.5), 0, random.uniform(1, room.size.z - 0.5))
      let back = centre - SIMD3(sine, 0, cosine) * (depth / 2)
      if let spot = take(Spot(position: back, cosine: cosine, sine: sine), width: width, depth: depth) { return spot }
    }
    return nil
  }

  /// A place on a wall for something `width` wide between two heights; nil if none was found.
  mutating func spotOnWall(width: Float, heights: ClosedRange<Float>) -> Spot? {
    for _ in 0..<10 {
      let wall = random.pick([Wall.back, .back, .left, .right])
      let length = wall.length(in: room.size)
      guard length > width + 0.3, heights.upperBound < room.size.y - 0.02 else { continue }
      let along = random.uniform(width / 2 + 0.1, length - width / 2 - 0.1)
      let range = along - width / 2 - 0.06...along + width / 2 + 0.06
      if hung.contains(where: { $0.wall == wall && $0.along.overlaps(range) && $0.height.overlaps(heights) }) {
        continue
      }
      hung.append((wall, range, heights))
      return wall.spot(along: along, height: 0, gap: 0, in: room.size)
    }
    return nil
  }

  /// Marks the floor under an object as occupied; nil if something stands there or the object would leave the room.
  private mutating func take(_ spot: Spot, width: Float, depth: Float) -> Spot? {
    var low = SIMD3<Float>(repeating: .infinity), high = SIMD3<Float>(repeating: -.infinity)
    for (x, z) in [(-width / 2, 0), (width / 2, 0), (-width / 2, depth), (width / 2, depth)] {
      let corner = spot.position + SIMD3(spot.cosine * x + spot.sine * z, 0, spot.cosine * z - spot.sine * x)
      low = pointwiseMin(low, corner)
      high = pointwiseMax(high, corner)
    }
    guard low.x > 0, low.z > 0, high.x < room.size.x, high.z < room.size.z else { return nil }
    let x = low.x...high.x, z = low.z...high.z
    if occupied.contains(where: { $0.x.overlaps(x) && $0.z.overlaps(z) }) { return nil }
    occupied.append((x, z))
    return spot
  }

  /// Adds an object whose shapes `build` appends in the object's own frame.
  mutating func add(at spot: Spot, castsShadow: Bool = true, _ build: (inout RoomBuilder) -> Void) {
    let first = room.shapes.count
    build(&self)
    guard room.shapes.count > first else { return }
    var object = PlacedObject(
      position: spot.position, cosine: spot.cosine, sine: spot.sine, first: Int32(first),
      last: Int32(room.shapes.count), castsShadow: castsShadow)
    for shape in room.shapes[first...] {
      for corner in 0..<8 {
        let sign = SIMD3<Float>(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
        let point = object.turnedOut(shape.centre + shape.half * sign) + object.position
        object.low = pointwiseMin(object.low, point)
        object.high = pointwiseMax(object.high, point)
      }
    }
    room.objects.append(object)
  }
}

extension Wall {
  func length(in room: SIMD3<Float>) -> Float { self == .front || self == .back ? room.x : room.z }

  /// The frame at a distance along the wall, `gap` in front of it.
  func spot(along: Float, height: Float, gap: Float, in room: SIMD3<Float>) -> RoomBuilder.Spot {
    switch self {
    case .front: .init(position: SIMD3(along, height, gap), cosine: 1, sine: 0)
    case .back: .init(position: SIMD3(along, height, room.z - gap), cosine: -1, sine: 0)
    case .left: .init(position: SIMD3(gap, height, along), cosine: 0, sine: 1)
    case .right: .init(position: SIMD3(room.x - gap, height, along), cosine: 0, sine: -1)
    }
  }
}
