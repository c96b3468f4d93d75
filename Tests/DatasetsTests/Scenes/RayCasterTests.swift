import Testing

@testable import Datasets

/// A bare room of 4 × 2.5 × 6 metres with the camera in its middle, 1.5 metres from the front wall.
@Suite struct RayCasterTests {
  private static let fieldOfView: Float = 90
  private let canvas = RayCaster.Canvas(height: 9, width: 9)

  private func room(yaw: Float = 0, pitch: Float = 0) -> Room {
    let camera = Camera(
      position: SIMD3(2, 1.25, 1.5), yaw: yaw, pitch: pitch, roll: 0, fieldOfView: Self.fieldOfView)
    var room = Room(size: SIMD3(4, 2.5, 6), camera: camera)
    room.materials = [Material(first: .one, second: .zero)]
    return room
  }

  private func add(_ shape: Shape, to room: inout Room) {
    room.shapes.append(shape)
    var object = PlacedObject(
      position: .zero, cosine: 1, sine: 0, first: Int32(room.shapes.count - 1), last: Int32(room.shapes.count))
    object.low = shape.centre - shape.half
    object.high = shape.centre + shape.half
    room.objects.append(object)
  }

  private func render(_ room: Room) { RayCaster(room: room, key: 0).render(into: canvas) }

  private func pixel(_ row: Int, _ column: Int) -> Int { row * 9 + column }

  @Test func theBackWallHasOneDepthAcrossThePicture() {
    render(room())
    // Straight ahead the back wall is 4.5 metres away; depth is along the axis, so a column off the axis sees the same.
    #expect(abs(canvas.depth[pixel(4, 4)] - 4.5) < 1e-4)
    #expect(abs(canvas.depth[pixel(4, 5)] - 4.5) < 1e-4)
    #expect(canvas.label[pixel(4, 4)] == SceneClass.wall.rawValue)
    #expect(canvas.normal[pixel(4, 4)] == SIMD3(0, 0, 1))
  }

  @Test func floorCeilingAndSideWallsLieWhereGeometrySays() {
    render(room())
    // Half the picture is 1 at depth 1; the outermost pixel's centre lies at 8/9.
    let slope: Float = 8 / 9
    #expect(abs(canvas.depth[pixel(8, 4)] - 1.25 / slope) < 1e-4)
    #expect(canvas.label[pixel(8, 4)] == SceneClass.floor.rawValue)
    #expect(canvas.normal[pixel(8, 4)] == SIMD3(0, 1, 0))
    #expect(abs(canvas.depth[pixel(0, 4)] - 1.25 / slope) < 1e-4)
    #expect(canvas.label[pixel(0, 4)] == SceneClass.ceiling.rawValue)
    #expect(canvas.normal[pixel(0, 4)] == SIMD3(0, -1, 0))
    #expect(abs(canvas.depth[pixel(4, 0)] - 2 / slope) < 1e-4)
    #expect(canvas.normal[pixel(4, 0)] == SIMD3(1, 0, 0))
    #expect(abs(canvas.depth[pixel(4, 8)] - 2 / slope) < 1e-4)
    #expect(canvas.normal[pixel(4, 8)] == SIMD3(-1, 0, 0))
  }

  @Test func aTurnToTheRightShowsTheRightWallAhead() {
    render(room(yaw: 90))
    #expect(abs(canvas.depth[pixel(4, 4)] - 2) < 1e-4)
    #expect(abs(canvas.normal[pixel(4, 4)].z - 1) < 1e-6)
  }

  @Test func aTiltedCameraSeesTheFloorAtItsAngle() {
    render(room(pitch: -30))
    let normal = canvas.normal[pixel(8, 4)]
    #expect(abs(normal.y - 0.8660254) < 1e-6)
    #expect(abs(normal.z - 0.5) < 1e-6)
  }

  @Test func aBallHasItsDepthAndNormal() {
    var scene = room()
    add(Shape(kind: .sphere, label: .objects, material: 0, centre: SIMD3(2, 1.25, 4), half: .one * 0.5), to: &scene)
    render(scene)
    #expect(abs(canvas.depth[pixel(4, 4)] - 2) < 1e-4)
    #expect(canvas.label[pixel(4, 4)] == SceneClass.objects.rawValue)
    #expect(abs(canvas.normal[pixel(4, 4)].z - 1) < 1e-5)
  }

  @Test func aCylinderHasItsDepthAndNormal() {
    var scene = room()
    add(
      Shape(kind: .cylinder, label: .chair, material: 0, centre: SIMD3(2, 1.25, 4), half: SIMD3(0.5, 1, 0.5)),
      to: &scene)
    render(scene)
    #expect(abs(canvas.depth[pixel(4, 4)] - 2) < 1e-4)
    #expect(abs(canvas.normal[pixel(4, 4)].z - 1) < 1e-5)
    #expect(abs(canvas.normal[pixel(4, 4)].y) < 1e-6)
  }

  @Test func theNearerOfTwoThingsIsSeen() {
    var scene = room()
    for (z, label) in [(Float(5), SceneClass.bed), (3, .table), (4, .sofa)] {
      add(Shape(kind: .box, label: label, material: 0, centre: SIMD3(2, 1.25, z), half: .one * 0.3), to: &scene)
    }
    render(scene)
    #expect(canvas.label[pixel(4, 4)] == SceneClass.table.rawValue)
    #expect(abs(canvas.depth[pixel(4, 4)] - 1.2) < 1e-4)
  }

  @Test func whatStandsBeforeALampThrowsAShadow() {
    var scene = room()
    scene.ambient = .zero
    scene.lamps = [Room.Lamp(position: SIMD3(2, 2.4, 3), colour: .one, radius: 0)]
    render(scene)
    let lit = canvas.colour[pixel(8, 4)].x
    add(
      Shape(kind: .box, label: .table, material: 0, centre: SIMD3(2, 2.1, 3), half: SIMD3(0.6, 0.01, 0.6)), to: &scene)
    render(scene)
    #expect(lit > 0)
    #expect(canvas.colour[pixel(8, 4)].x == 0)
  }

  @Test func turnedObjectsKeepTheirNormalsOutside() {
    let (cosine, sine) = turn(degrees: 90)
    let object = PlacedObject(position: SIMD3(1, 0, 2), cosine: cosine, sine: sine, first: 0, last: 0)
    let point = SIMD3<Float>(0.3, 0.4, 0.5)
    let there = object.turnedOut(point) + object.position
    let back = object.inside(there) - point
    #expect(abs(back.x) + abs(back.y) + abs(back.z) < 1e-6)
  }

  @Test(arguments: [-180, -90, -30, 0, 45, 60, 90, 180] as [Float]) func turnsMatchTheirAngle(degrees: Float) {
    let (cosine, sine) = turn(degrees: degrees)
    #expect(abs(cosine * cosine + sine * sine - 1) < 1e-6)
    let known: [Float: (Float, Float)] = [
      -180: (-1, 0), -90: (0, -1), -30: (0.8660254, -0.5), 0: (1, 0), 45: (0.70710677, 0.70710677),
      60: (0.5, 0.8660254), 90: (0, 1), 180: (-1, 0),
    ]
    #expect(abs(cosine - known[degrees]!.0) < 1e-6 && abs(sine - known[degrees]!.1) < 1e-6)
  }
}
