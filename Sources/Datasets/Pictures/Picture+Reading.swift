import CImage
import Foundation

extension Picture {
  /// The meaning of a file's values.
  public enum Meaning: Sendable {
    /// Red, green and blue of 8 bits. Palettes are looked up, grey is repeated, inks (CMYK) are mixed, the upper 8 of
    /// 16 bits are kept, and transparency is dropped. The values are those of Pillow's `convert("RGB")`, except for
    /// grey of 16 bits, which Pillow cuts off at 255.
    case colours
    /// Numbers such as classes or distances, as they are stored. The index of a palette stays that index.
    case numbers
  }

  /// Reads a JPEG or PNG file, told apart by its first bytes. The picture is turned as its EXIF orientation says.
  ///
  /// - Throws: `DatasetError` that names the file and what is wrong with it: no picture, cut off, damaged.
  public init(_ url: URL, as meaning: Meaning) throws {
    // Opening a pipe would wait for its writer.
    var status = stat()
    guard stat(url.path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
      throw DatasetError("`\(url.path)` should be a file that can be read. Found something else, such as a folder.")
    }
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw DatasetError("`\(url.path)` should be a file that can be read. Found: \(error.localizedDescription)")
    }
    try self.init(data, as: meaning, path: url.path)
  }

  /// Decodes a picture.
  ///
  /// - Parameter path: the picture's name in errors.
  init(_ data: Data, as meaning: Meaning, path: String) throws {
    guard let format = PictureFormat(startOf: data) else {
      throw DatasetError("`\(path)` should be a JPEG or a PNG. Found \(Self.description(of: data)).")
    }
    if format == .jpeg && meaning == .numbers {
      throw DatasetError("`\(path)` should be a PNG, for a JPEG does not keep numbers as they are. Found a JPEG.")
    }
    var picture = CImagePicture()
    let reason = Self.reasonOfFailure { error in
      data.withUnsafeBytes { raw in
        let bytes = raw.bindMemory(to: UInt8.self)
        return switch format {
        case .jpeg: cimage_read_jpeg(bytes.baseAddress, bytes.count, &picture, error)
        case .png:
          cimage_read_png(
            bytes.baseAddress, bytes.count, meaning == .colours ? CIMAGE_COLOURS : CIMAGE_NUMBERS, &picture, error)
        }
      }
    }
    if let reason {
      throw DatasetError("`\(path)` should be an intact \(format.rawValue). Found: \(reason).")
    }
    let stored = Picture(taking: picture)
    guard meaning == .numbers || stored.channels == 3 else {
      throw DatasetError("`\(path)` should have 3 channels. Found \(stored.channels).")
    }
    self = stored.upright(from: PictureOrientation(of: data, format))
  }

  /// Runs `body` with room for a text. If it returns false, the result is that text.
  static func reasonOfFailure(_ body: (UnsafeMutablePointer<CChar>) -> Bool) -> String? {
    var error = [CChar](repeating: 0, count: Int(CIMAGE_ERROR_SIZE))
    let succeeded = error.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    guard !succeeded else { return nil }
    return String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func description(of data: Data) -> String {
    if data.isEmpty { return "an empty file" }
    let start = String(decoding: data.prefix(200), as: UTF8.self).lowercased()
    if start.contains("<html") || start.contains("<!doctype") { return "an HTML page, as of a failed download" }
    return "the bytes " + data.prefix(4).map { String(format: "%02x", $0) }.joined(separator: " ")
  }
}

/// The formats of pictures that can be read.
enum PictureFormat: String {
  case jpeg = "JPEG"
  case png = "PNG"

  init?(startOf data: Data) {
    if data.starts(with: [0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if data.starts(with: [0x89, 0x50, 0x4e, 0x47]) {
      self = .png
    } else {
      return nil
    }
  }
}
