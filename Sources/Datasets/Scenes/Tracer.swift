import Statistics

/// A tracer of rays in a room: what a ray meets first, whether a lamp sees a point, how bright a point is.
struct Tracer {
  let room: Room
  let objects: UnsafeBufferPointer<PlacedObject>
  /// The objects that cast shadows.
  let casters: UnsafeBufferPointer<PlacedObject>
  let shapes: UnsafeBufferPointer<Shape>
  let materials: UnsafeBufferPointer<Material>
  let lamps: UnsafeBufferPointer<Room.Lamp>

  /// The surface that a ray meets first.
  struct Hit {
    var t: Float
    var label: SceneClass
    var material: Int32
    /// The unit normal in the world.
    var normal: SIMD3<Float>
    /// The point in the world.
    var point: SIMD3<Float>
    /// The point in the frame in which the material is drawn.
    var local: SIMD3<Float>
  }

  @inline(__always)
  func nearest(_ ray: Ray, among candidates: UnsafeBufferPointer<Int32>) -> Hit {
    var hit = surface(ray)
    var nearest: Int32 = -1, owner: Int32 = -1
    for candidate in candidates {
      let object = objects[Int(candidate)]
      let (enter, leave) = ray.crossing(low: object.low, high: object.high)
      guard enter <= leave, leave > 0, enter < hit.t else { continue }
      let own = Ray(origin: object.inside(ray.origin), direction: object.turnedIn(ray.direction))
      for index in object.first..<object.last {
        if let t = own.enters(shapes[Int(index)], before: hit.t) {
          hit.t = t
          nearest = index
          owner = candidate
        }
      }
    }
    hit.point = ray.origin + ray.direction * hit.t
    hit.local = hit.point
    guard nearest >= 0 else { return hit }
    let object = objects[Int(owner)], shape = shapes[Int(nearest)]
    hit.label = shape.label
    hit.material = shape.material
    hit.local = object.inside(hit.point)
    hit.normal = object.turnedOut(shape.normal(at: hit.local))
    return hit
  }

  /// The surface of floor, ceiling or wall at which a ray from inside leaves the room.
  @inline(__always)
  private func surface(_ ray: Ray) -> Hit {
    let tx = ((ray.direction.x > 0 ? room.size.x : 0) - ray.origin.x) * ray.inverse.x
    let ty = ((ray.direction.y > 0 ? room.size.y : 0) - ray.origin.y) * ray.inverse.y
    let tz = ((ray.direction.z > 0 ? room.size.z : 0) - ray.origin.z) * ray.inverse.z
    var hit = Hit(t: tx, label: .wall, material: room.walls, normal: .zero, point: .zero, local: .zero)
    if ty < tx && ty < tz {
      let down = ray.direction.y < 0
      hit.t = ty
      hit.label = down ? .floor : .ceiling
      hit.material = down ? room.floor : room.ceiling
      hit.normal.y = down ? 1 : -1
    } else if tx < tz {
      hit.normal.x = ray.direction.x > 0 ? -1 : 1
    } else {
      hit.t = tz
      hit.normal.z = ray.direction.z > 0 ? -1 : 1
    }
    return hit
  }

  /// The light at a point: Lambert's law under every lamp, with shadows and soft attenuation, plus ambient light that
  /// fades in corners.
  @inline(__always)
  func light(on hit: Hit, jitter: UInt64) -> SIMD3<Float> {
    let material = materials[Int(hit.material)]
    let colour = material.colour(x: hit.local.x, y: hit.local.y, z: hit.local.z)
    var received = room.ambient * openness(at: hit.point) + SIMD3(repeating: material.emission)
    // A little off the surface, so that a point does not shade itself.
    let point = hit.point + hit.normal * 0.004
    var bits = jitter
    for lamp in lamps {
      bits = SplitMix64.mix(bits &+ SplitMix64.golden)
      let offset = SIMD3(
        Float(bits & 0xffff) - 32767.5, Float((bits >> 16) & 0xffff) - 32767.5, Float((bits >> 32) & 0xffff) - 32767.5)
      let source = lamp.position + offset * (lamp.radius / 32767.5)
      let towards = source - point
      let facing = dot(towards, hit.normal)
      guard facing > 0 else { continue }
      let squared = dot(towards, towards)
      let attenuation = 1 / (1 + 0.3 * squared)
      guard !blocked(from: source, to: point) else { continue }
      received += lamp.colour * (facing / squared.squareRoot() * attenuation)
    }
    return colour * received
  }

  /// The share of ambient light that reaches a point. It is less next to floor, ceiling and walls.
  @inline(__always)
  private func openness(at point: SIMD3<Float>) -> Float {
    let x = lesser(point.x, room.size.x - point.x), z = lesser(point.z, room.size.z - point.z)
    let y = lesser(point.y, room.size.y - point.y)
    let reach: Float = 0.5
    let fx = lesser(1, 0.75 + 0.5 * x / reach * 0.5), fy = lesser(1, 0.75 + 0.5 * y / reach * 0.5)
    let fz = lesser(1, 0.75 + 0.5 * z / reach * 0.5)
    return fx * fy * fz
  }

  /// Whether any shape stands between a lamp and a point.
  @inline(__always)
  private func blocked(from source: SIMD3<Float>, to point: SIMD3<Float>) -> Bool {
    let ray = Ray(origin: source, direction: point - source)
    for object in casters {
      let (enter, leave) = ray.crossing(low: object.low, high: object.high)
      guard enter <= leave, leave > 0, enter < 1 else { continue }
      let own = Ray(origin: object.inside(source), direction: object.turnedIn(ray.direction))
      for index in object.first..<object.last where own.enters(shapes[Int(index)], before: 1) != nil { return true }
    }
    return false
  }
}
