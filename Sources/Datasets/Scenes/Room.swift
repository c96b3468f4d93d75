import Statistics

/// One room: its objects, lamps, materials and camera, from which a picture is computed.
///
/// The floor is y = 0; x runs along the width, z along the length; metres.
struct Room {
  var size: SIMD3<Float>
  var camera: Camera
  var materials: [Material] = []
  var shapes: [Shape] = []
  var objects: [PlacedObject] = []
  var lamps: [Lamp] = []
  var ambient = SIMD3<Float>(repeating: 0.3)
  /// The materials of floor, ceiling and walls.
  var floor: Int32 = 0
  var ceiling: Int32 = 0
  var walls: Int32 = 0

  /// An area lamp, a ball of the given radius.
  struct Lamp {
    var position: SIMD3<Float>
    var colour: SIMD3<Float>
    var radius: Float
  }

  /// Creates the room of a random key. Rooms of different keys share nothing.
  init(key: UInt64) {
    var builder = RoomBuilder(random: SplitMix64(seed: key))
    builder.furnish()
    self = builder.room
  }

  /// Creates an empty room.
  init(size: SIMD3<Float>, camera: Camera) {
    self.size = size
    self.camera = camera
  }
}

/// A builder of a room: it draws sizes, colours and places from one random stream.
struct RoomBuilder {
  var random: SplitMix64
  var room: Room
  /// The floor area that is occupied: x and z ranges.
  var occupied: [(x: ClosedRange<Float>, z: ClosedRange<Float>)] = []
  /// The wall area that is occupied: range along the wall and in height.
  var hung: [(wall: Wall, along: ClosedRange<Float>, height: ClosedRange<Float>)] = []

  init(random: SplitMix64) {
    var random = random
    let size = SIMD3(random.uniform(2.8, 5.2), random.uniform(2.3, 2.9), random.uniform(3, 6))
    // The camera stands near the front wall and looks across the room.
    let across = random.uniform(0.12, 0.88)
    let position = SIMD3(size.x * across, random.uniform(1, 1.75), random.uniform(0.25, 0.7))
    let yaw = (0.5 - across) * 60 + random.uniform(-18, 18)
    let camera = Camera(
      position: position, yaw: yaw, pitch: random.uniform(-24, -2), roll: random.uniform(-2, 2),
      fieldOfView: random.uniform(58, 78))
    room = Room(size: size, camera: camera)
    self.random = random
    let keepOut: Float = 0.55
    occupied = [(position.x - keepOut...position.x + keepOut, position.z - keepOut...position.z + keepOut)]
  }
}

/// The four walls, named as the camera sees them.
enum Wall: CaseIterable { case front, back, left, right }
