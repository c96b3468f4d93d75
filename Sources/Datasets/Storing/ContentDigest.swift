import Foundation

/// A name of 32 hexadecimal digits for the bytes of a file: four chains of 64 bits, so that hashing is quicker than reading.
/// It guards against mistakes, not against forgery.
struct ContentDigest {
  private var lanes = (UInt64(0x6571_7569_706f_6973), UInt64(1), UInt64(2), UInt64(3))
  private var count = 0

  /// - Parameter bytes: a multiple of 32 of them, but for the last call.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = lanes
    var at = 0
    while at + 32 <= bytes.count {
      a = SplitMix64.mix(a ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &+ SplitMix64.golden
      b = SplitMix64.mix(b ^ bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)) &+ SplitMix64.golden
      c = SplitMix64.mix(c ^ bytes.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self)) &+ SplitMix64.golden
      d = SplitMix64.mix(d ^ bytes.loadUnaligned(fromByteOffset: at + 24, as: UInt64.self)) &+ SplitMix64.golden
      at += 32
    }
    for byte in bytes[at...] { a = SplitMix64.mix(a ^ UInt64(byte)) &+ SplitMix64.golden }
    lanes = (a, b, c, d)
    count += bytes.count
  }

  var text: String {
    let first = SplitMix64.mix(lanes.0 ^ SplitMix64.mix(lanes.1 ^ SplitMix64.mix(lanes.2 ^ UInt64(count))))
    let second = SplitMix64.mix(
      lanes.3 ^ SplitMix64.mix(lanes.1 &+ SplitMix64.mix(lanes.0 ^ lanes.2 &* SplitMix64.golden)))
    return [first, second].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  static func of(_ text: Data) -> String {
    var digest = ContentDigest()
    text.withUnsafeBytes { digest.add($0) }
    return digest.text
  }
}

/// What a file's bytes are called, remembered as long as the file system says that it is the same file: the same place on
/// the disk, size, and times of its last change of content and of attributes. The latter cannot be set, so that a file that
/// takes another's place with its size and time is told apart.
struct FileDigest: Codable {
  private struct State: Codable, Equatable {
    var device, inode, size, modified, changed: Int
  }

  private var state: State
  private var digest: String

  /// A change so shortly before hashing may have the time of one behind it: then nothing is remembered.
  private static let unsureNanoseconds = 2_000_000_000

  /// The digest of a file; nil where it is none that can be read twice, such as a pipe.
  ///
  /// - Parameter folder: where digests are remembered.
  static func of(_ path: String, in folder: URL) throws -> String? {
    guard let state = state(path) else { return nil }
    let record = folder.appending(path: "\(ContentDigest.of(Data(path.utf8))).json")
    if let data = try? Data(contentsOf: record), let known = try? JSONDecoder().decode(FileDigest.self, from: data),
      known.state == state
    {
      return known.digest
    }
    var digest = ContentDigest()
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      var filled = 0
      while filled < buffer.count {
        let count = read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw unreadable(path) }
        if count == 0 { break }
        filled += count
      }
      digest.add(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
      if filled < buffer.count { break }
    }
    let now = Int(Date().timeIntervalSince1970 * 1e9)
    if self.state(path) == state, now - max(state.modified, state.changed) > unsureNanoseconds {
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try? JSONEncoder().encode(FileDigest(state: state, digest: digest.text)).write(to: record, options: .atomic)
    }
    return digest.text
  }

  private static func unreadable(_ path: String) -> DatasetError {
    DatasetError("`\(path)` should be a file that can be read. Found: \(String(cString: strerror(errno))).")
  }

  private static func state(_ path: String) -> State? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return State(
      device: Int(truncatingIfNeeded: status.st_dev), inode: Int(truncatingIfNeeded: status.st_ino),
      size: Int(status.st_size), modified: status.modified, changed: status.changed)
  }
}
