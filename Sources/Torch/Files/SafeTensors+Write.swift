import Foundation

extension SafeTensors {
  /// Writes tensors of any device to a file, as a whole or not at all. A link, a pipe and a device are written through.
  ///
  /// - Parameters:
  ///   - tensors: the tensors with their names, all different
  ///   - metadata: free text by name
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to url: URL
  ) throws {
    var names = Set<String>()
    for (name, _) in tensors {
      guard name != metadataKey else { throw FileError("no tensor in \(url.path) should be named `\(metadataKey)`.") }
      guard names.insert(name).inserted else {
        throw FileError("`\(name)` in \(url.path) should be written once only.")
      }
    }
    // Wide types first, so that every tensor is aligned to its type.
    let ordered = tensors.enumerated().sorted {
      ($1.element.tensor.dtype.byteCount, $0.offset) < ($0.element.tensor.dtype.byteCount, $1.offset)
    }.map(\.element)
    let header = header(ordered, metadata)
    try AtomicFile.output(to: url) { file in
      var length = UInt64(header.count).littleEndian
      try withUnsafeBytes(of: &length) { try file.append($0) }
      try header.withUnsafeBytes { try file.append($0) }
      for (_, tensor) in ordered {
        try tensor.detach().to(.cpu).contiguous().withUnsafeMutableBytes { try file.append(UnsafeRawBufferPointer($0)) }
      }
    }
  }

  /// The header for tensors whose bytes follow each other in this order.
  private static func header(_ tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String]) -> [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      entries.append("\(quoted(metadataKey)):{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + tensor.count * tensor.dtype.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quoted(name)):{\"dtype\":\"\(Self.name(of: tensor.dtype))\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    let bytes = Array("{\(entries.joined(separator: ","))}".utf8)
    let padding = (alignment - bytes.count % alignment) % alignment
    return bytes + Array(repeating: UInt8(ascii: " "), count: padding)
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": return "\\\""
      case "\\": return "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: return String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
