import Foundation
import Torch

/// The file `state.json` of a checkpoint: the position, and checksums of every file. It is written last, so a folder
/// that holds it is whole.
struct CheckpointState: Codable {
  let position: TrainingPosition
  /// The XXH64 of every other file, by name; nil for checkpoints of version 0.1, which are not verified.
  private let files: [String: String]?
  /// The XXH64 of this file's content without this entry.
  private var checksum: String?

  private enum CodingKeys: String, CodingKey { case files, checksum }

  static func file(in folder: URL) -> URL { folder.appending(path: "state.json") }

  /// Creates the state of files that have just been written.
  init(_ position: TrainingPosition, of names: [String], in folder: URL) throws {
    self.position = position
    files = try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try XXH64.checksum(of: folder.appending(path: $0))) })
    checksum = try ownChecksum()
  }

  /// Reads a folder's state.
  init(in folder: URL) throws {
    let file = Self.file(in: folder)
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw TrainingError.checkpoint("`\(file.path)` should be a readable file. \(error.localizedDescription)")
    }
    do { self = try JSONDecoder().decode(CheckpointState.self, from: data) } catch let error as DecodingError {
      throw TrainingError.checkpoint(
        "`\(file.path)` should hold a training's position. \(Self.reason(error))")
    }
    guard position.schema == TrainingPosition().schema else {
      throw TrainingError.checkpoint(
        "`\(file.path)` should have the schema \(TrainingPosition().schema). Found \(position.schema).")
    }
    if files != nil || checksum != nil { try Self.compare(checksum, try ownChecksum(), file) }
  }

  func write(to folder: URL) throws {
    try AtomicFile.write(Self.encoder.encode(self), to: Self.file(in: folder))
  }

  /// Checks the folder's files.
  ///
  /// - Throws: `TrainingError.checkpoint` that names the first file whose content is not the one that was written.
  func verify(in folder: URL) throws {
    for (name, expected) in (files ?? [:]).sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      try Self.compare(expected, try XXH64.checksum(of: file), file)
    }
  }

  private static func compare(_ expected: String?, _ found: String, _ file: URL) throws {
    guard expected != found else { return }
    throw TrainingError.checkpoint(
      "`\(file.path)` should have the checksum \(expected ?? "that was written"). Found \(found): the file is damaged.")
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .dataCorrupted(let context) where !context.codingPath.isEmpty: context.debugDescription
    case .keyNotFound(let key, _): "`\(key.stringValue)` should be there. Found none."
    default: "Found damaged JSON."
    }
  }

  private func ownChecksum() throws -> String {
    var plain = self
    plain.checksum = nil
    return XXH64.text(try Self.encoder.encode(plain).withUnsafeBytes(XXH64.checksum))
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return encoder
  }

  init(from decoder: any Decoder) throws {
    position = try TrainingPosition(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    files = try container.decodeIfPresent([String: String].self, forKey: .files)
    checksum = try container.decodeIfPresent(String.self, forKey: .checksum)
  }

  func encode(to encoder: any Encoder) throws {
    try position.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(files, forKey: .files)
    try container.encodeIfPresent(checksum, forKey: .checksum)
  }
}
