import Statistics

/// Exact pictures of a room: colour, class, depth and normal of the surface behind each pixel.
struct RayCaster {
  /// The memory into which one thread renders. It is used again from image to image.
  final class Canvas {
    let height: Int
    let width: Int
    /// The linear colour, before exposure.
    let colour: UnsafeMutableBufferPointer<SIMD3<Float>>
    let label: UnsafeMutableBufferPointer<Int8>
    /// The distance in metres along the optical axis.
    let depth: UnsafeMutableBufferPointer<Float>
    /// The unit normals in camera coordinates.
    let normal: UnsafeMutableBufferPointer<SIMD3<Float>>

    init(height: Int, width: Int) {
      self.height = height
      self.width = width
      colour = .allocate(capacity: height * width)
      label = .allocate(capacity: height * width)
      depth = .allocate(capacity: height * width)
      normal = .allocate(capacity: height * width)
    }

    deinit {
      colour.deallocate()
      label.deallocate()
      depth.deallocate()
      normal.deallocate()
    }
  }

  let room: Room
  /// The key of the jitter on the lamps' surfaces.
  let key: UInt64

  func render(into canvas: Canvas) {
    room.objects.withUnsafeBufferPointer { objects in
      room.shapes.withUnsafeBufferPointer { shapes in
        room.materials.withUnsafeBufferPointer { materials in
          room.lamps.withUnsafeBufferPointer { lamps in
            room.objects.filter(\.castsShadow).withUnsafeBufferPointer { casters in
              let tracer = Tracer(
                room: room, objects: objects, casters: casters, shapes: shapes, materials: materials, lamps: lamps)
              render(with: tracer, into: canvas)
            }
          }
        }
      }
    }
  }

  /// Sends one ray through the middle of each pixel, and writes depth, class, normal and colour. A row's rays are
  /// compared only with the objects that can appear on it.
  private func render(with tracer: Tracer, into canvas: Canvas) {
    let camera = room.camera, height = canvas.height, width = canvas.width
    let spans = room.objects.map { ScreenSpan($0, camera: camera, height: height, width: width) }
    let step = 2 / Float(width)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, spans.count)) { visible in
      for row in 0..<height {
        var count = 0
        for (index, span) in spans.enumerated() where span.rows.contains(row) {
          visible[count] = Int32(index)
          count += 1
        }
        let candidates = UnsafeBufferPointer(rebasing: visible[..<count])
        let y = (Float(height) / 2 - Float(row) - 0.5) * step
        for column in 0..<width {
          let x = (Float(column) + 0.5) * step - 1
          let ray = Ray(origin: camera.position, direction: camera.direction(x: x, y: y))
          let hit = tracer.nearest(ray, among: candidates)
          let pixel = row * width + column
          canvas.depth[pixel] = hit.t
          canvas.label[pixel] = hit.label.rawValue
          canvas.normal[pixel] = camera.seen(hit.normal)
          canvas.colour[pixel] = tracer.light(
            on: hit, jitter: SplitMix64.mix(key &+ UInt64(pixel) &* SplitMix64.golden))
        }
      }
    }
  }
}

/// The rows of the picture on which an object can appear.
private struct ScreenSpan {
  var rows: Range<Int>

  /// Projects the eight corners of the object's box.
  init(_ object: PlacedObject, camera: Camera, height: Int, width: Int) {
    var low = Float.infinity, high = -Float.infinity
    for corner in 0..<8 {
      let point = SIMD3(
        corner & 1 == 0 ? object.low.x : object.high.x, corner & 2 == 0 ? object.low.y : object.high.y,
        corner & 4 == 0 ? object.low.z : object.high.z)
      let seen = camera.seen(point - camera.position)
      let depth = -seen.z
      // A box that reaches behind the camera may appear on any row.
      guard depth > 0.05 else {
        rows = 0..<height
        return
      }
      let row = Float(height) / 2 - seen.y / (depth * camera.halfWidth) * Float(width) / 2
      low = lesser(low, row)
      high = greater(high, row)
    }
    let first = Int(max(0, min(Float(height), low.rounded(.down) - 1)))
    rows = first..<max(first, Int(max(0, min(Float(height), high.rounded(.up) + 1))))
  }
}
