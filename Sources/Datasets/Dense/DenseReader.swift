import Foundation

/// A reader of pictures with the labels of every pixel, one sample at a time.
struct DenseReader: SampleReader {
  let layout: DenseLayout
  let fields: [SampleField]
  let files: [[String]]
  let size: DenseLayout.Size
  /// Whether all files are arrays of the right size, which are quick to read without a copy.
  let isDirect: Bool
  let settings: String
  private let shortNormals = ShortVectorCount()

  var notes: [String] { layout.normals.map(shortNormals.notes) ?? [] }

  /// Finds the files of a layout.
  ///
  /// - Throws: `DatasetError` if a folder is missing, the samples of two folders differ, or no image can be read.
  init(_ layout: DenseLayout, root: URL) throws {
    self.layout = layout
    settings = "\(layout.image) \(layout.text)"
    files = try Self.files(of: layout, root: root)
    isDirect = files.allSatisfy { $0.allSatisfy(PixelFile.isNpy) }
    let size = try layout.size ?? Self.firstSize(files.map { $0[0] }, layout)
    self.size = size
    let plane = [size.height, size.width]
    var fields = [SampleField("image", PixelFile.isNpy(files[0][0]) ? .float32 : .uint8, [3] + plane)]
    if let labels = layout.labels {
      fields.append(SampleField("segmentation", isDirect || labels.classes > 127 ? .int64 : .int8, plane))
    }
    if layout.depth != nil { fields.append(SampleField("depth", .float32, [1] + plane)) }
    if layout.normals != nil { fields.append(SampleField("normals", .float32, [3] + plane)) }
    self.fields = fields
  }

  /// The size of the first image that can be read.
  private static func firstSize(_ images: [String], _ layout: DenseLayout) throws -> DenseLayout.Size {
    var failure: (any Error)?
    for path in images {
      do { return try PixelFile(path, .colours, channels: 3, size: nil).size } catch { failure = failure ?? error }
    }
    throw failure ?? DatasetError("`\(layout.image)` should fit files. Found none.")
  }

  /// The files of every sample, in the order of the patterns.
  private static func files(of layout: DenseLayout, root: URL) throws -> [[String]] {
    let images = try FilePattern(layout.image).files(in: root)
    guard !images.isEmpty else {
      throw DatasetError("`\(root.path)` should hold files of the form `\(layout.image)`. Found none.")
    }
    let names = Array(images.keys).sortedByNumber()
    var result = names.map { [images[$0]!] }
    for pattern in layout.targetPatterns {
      let others = try FilePattern(pattern).files(in: root)
      let missing = names.filter { others[$0] == nil }
      let surplus = others.keys.filter { images[$0] == nil }
      guard missing.isEmpty && surplus.isEmpty else {
        func list(_ names: [String]) -> String {
          let sorted = names.sortedByNumber()
          return sorted.prefix(5).joined(separator: ", ") + (sorted.count > 5 ? " and \(sorted.count - 5) more" : "")
        }
        throw DatasetError(
          "`\(root.path)` should hold a file `\(pattern)` for each of the \(names.count) of `\(layout.image)`. "
            + "Found \(others.count)"
            + (missing.isEmpty ? "" : "; none for \(list(missing))")
            + (surplus.isEmpty ? "" : "; no image for \(list(surplus))") + ".")
      }
      for index in result.indices { result[index].append(others[names[index]]!) }
    }
    return result
  }

  func read(_ index: Int, into targets: [UnsafeMutableRawBufferPointer]) throws {
    var place = 0
    var stored: (size: DenseLayout.Size, path: String)?
    /// The next file, in the size of all files. A picture of another size is resized if a size is set; it is never
    /// resized to the size of the first picture. The pictures of one sample should have one size before that, since
    /// otherwise they do not show the same.
    func next(
      _ meaning: Picture.Meaning, channels: Int, _ resizing: PixelFile.Resizing
    ) throws -> (file: PixelFile, field: SampleField, target: UnsafeMutableRawBufferPointer) {
      defer { place += 1 }
      let file = try PixelFile(
        files[index][place], meaning, channels: channels, size: size, resizing: layout.size == nil ? nil : resizing)
      if let own = file.storedSize {
        if let stored, stored.size != own {
          throw DatasetError(
            "`\(file.path)` should have the \(stored.size.height) × \(stored.size.width) pixels of `\(stored.path)`. "
              + "Found \(own.height) × \(own.width).")
        }
        stored = stored ?? (own, file.path)
      }
      return (file, fields[place], targets[place])
    }
    let image = try next(.colours, channels: 3, .mean)
    try readImage(image.file, image.field, image.target)
    if let labels = layout.labels {
      let (file, field, target) = try next(.numbers, channels: 1, .nearest)
      try readLabels(file, labels, field, target)
    }
    if let depth = layout.depth {
      let (file, _, target) = try next(.numbers, channels: 1, .nearest)
      try readDepth(file, depth, target.bindMemory(to: Float.self))
    }
    if layout.normals != nil {
      let (file, _, target) = try next(.colours, channels: 3, .nearest)
      try readNormals(file, target.bindMemory(to: Float.self))
    }
  }

  private func readImage(_ file: PixelFile, _ field: SampleField, _ target: UnsafeMutableRawBufferPointer) throws {
    if field.element == .uint8 {
      guard let bytes = file.bytes else {
        throw DatasetError("`\(file.path)` should be a picture, as the first image is. Found an array.")
      }
      let pixels = size.height * size.width
      for channel in 0..<3 { for pixel in 0..<pixels { target[channel * pixels + pixel] = bytes[pixel * 3 + channel] } }
    } else {
      let values = target.bindMemory(to: Float.self)
      try file.copyPlanes(to: values.baseAddress!)
      if file.isBytes { for index in values.indices { values[index] /= 255 } }
      try file.checkFinite(values, "colours")
    }
  }

  private func readLabels(
    _ file: PixelFile, _ labels: DenseLayout.Labels, _ field: SampleField, _ target: UnsafeMutableRawBufferPointer
  ) throws {
    let numbers = ClassNumbers(labels)
    try withFloats(size.height * size.width) { values in
      try file.copyPlanes(to: values.baseAddress!)
      if field.element == .int8 {
        try numbers.convert(values, to: target.bindMemory(to: Int8.self), file)
      } else {
        try numbers.convert(values, to: target.bindMemory(to: Int64.self), file)
      }
    }
  }

  private func readDepth(
    _ file: PixelFile, _ depth: DenseLayout.Depth, _ values: UnsafeMutableBufferPointer<Float>
  ) throws {
    try file.copyPlanes(to: values.baseAddress!)
    if depth.scale != 1 || depth.offset != 0 {
      for index in values.indices where values[index] != 0 {
        values[index] = Float((Double(values[index]) - depth.offset) * depth.scale)
      }
    }
    try file.checkFinite(values, "distances, 0 where there is none")
    guard values.contains(where: { $0 < 0 }), let first = values.firstIndex(where: { $0 < 0 }) else { return }
    let others = values.count { $0 < 0 } - 1
    throw DatasetError(
      "`\(file.path)` should hold distances above 0, or 0 where there is none. Found \(values[first]) at "
        + "\(file.place(first))\(others > 0 ? ", and \(others) more below 0" : "").")
  }

  private func readNormals(_ file: PixelFile, _ values: UnsafeMutableBufferPointer<Float>) throws {
    try file.copyPlanes(to: values.baseAddress!)
    try file.checkFinite(values, "directions, zero where there is none")
    let directions = UnitVectors(values)
    if file.isBytes { directions.unpackBytes() }
    shortNormals.add(try directions.normalise(file))
  }

  private func withFloats<R>(_ count: Int, _ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows -> R {
    let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    defer { values.deallocate() }
    return try body(values)
  }
}

extension DenseLayout {
  /// The patterns other than the image's, in the order of the tasks.
  var targetPatterns: [String] { [labels?.pattern, depth?.pattern, normals].compactMap { $0 } }

  /// The settings that decide values, as one text.
  fileprivate var text: String {
    var parts: [String] = targetPatterns
    if let labels {
      parts.append("\(labels.classes) \(labels.ignored.sorted())")
      parts += (labels.numbering ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
    }
    if let depth { parts.append("\(depth.scale) \(depth.offset)") }
    if let size { parts.append("\(size.height)×\(size.width)") }
    return parts.joined(separator: " ")
  }
}
