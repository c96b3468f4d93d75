import CZlib
import Foundation

/// The message that describes the networks of several tasks in a shared random subspace, θ_j = θ_0 + Q α_j: the vector
/// v that makes Q, and the coefficients α of all tasks, both quantised.
///
/// A file has a head, which says for which layout it was made, the bits that a bound counts, and a checksum:
///
/// | bytes | content |
/// |---|---|
/// | 5 | the letters `EQPM` and the version 1 |
/// | 8, 8 | digest of the settings, seed |
/// | 4, 4, 4, 4 | shared numbers, tasks, numbers of each task, choices |
/// | | the bits: the choice; then codebook, frequencies and symbols of the shared vector, and those of the tasks' |
/// | 4 | CRC-32 of all before |
///
/// Numbers of bytes are little-endian, bits begin with the highest of a byte, and zeros fill the last byte. A receiver
/// who knows the layout needs neither head nor checksum. Each part's length follows from what stands before it, so that
/// no message is the beginning of another.
public struct SubspaceMessage: Sendable, Hashable {
  public let layout: MessageLayout
  /// The number of the configuration that was chosen.
  public let choice: Int
  /// The shared vector, column by column: v_1, then v_2, up to v_k.
  public let shared: Quantised
  /// The coefficients, task by task.
  public let coefficients: Quantised

  /// Creates a message of quantised vectors.
  ///
  /// - Throws: ``CertificateError`` if the vectors are not those of the layout, or a value is no 16-bit float.
  public init(
    layout: MessageLayout, choice: Int, shared: Quantised, coefficients: Quantised
  ) throws(CertificateError) {
    guard layout.choices.indices.contains(choice) else {
      throw CertificateError("`choice` should be below \(layout.choices.count). Found \(choice).")
    }
    let levels = layout.levels(choice)
    for (name, vector, count, levels) in [
      ("shared vector", shared, layout.sharedNumbers, levels.shared),
      ("tasks' coefficients", coefficients, layout.taskNumbers, levels.tasks),
    ] {
      guard vector.indices.count == count, vector.codebook.count == levels else {
        throw CertificateError(
          "The \(name) should be \(count) numbers of \(levels) levels. Found \(vector.indices.count) of "
            + "\(vector.codebook.count).")
      }
      guard let other = vector.codebook.first(where: { Double(Float16($0)) != $0 }) else { continue }
      throw CertificateError("The codebook of the \(name) should hold finite 16-bit floats. Found \(other).")
    }
    self.layout = layout
    self.choice = choice
    self.shared = shared
    self.coefficients = coefficients
  }

  /// Creates a message of numbers, which get the codebook of the least mean squared error.
  ///
  /// - Throws: ``CertificateError`` if the numbers are not as many as the layout has, or not finite.
  public init(
    quantising shared: [Double], _ coefficients: [Double], layout: MessageLayout, choice: Int
  ) throws(CertificateError) {
    guard layout.choices.indices.contains(choice) else {
      throw CertificateError("`choice` should be below \(layout.choices.count). Found \(choice).")
    }
    let levels = layout.levels(choice)
    try self.init(
      layout: layout, choice: choice,
      shared: KMeans.optimal(shared, levels: levels.shared).inHalfPrecision(shared),
      coefficients: KMeans.optimal(coefficients, levels: levels.tasks).inHalfPrecision(coefficients))
  }

  /// The number of bits of the message, by part. The file has as many between its head and its checksum.
  public var bits: MessageBits {
    MessageBits(
      sharedHistogram: shared.histogram, taskHistogram: coefficients.histogram, configurations: layout.choices.count)
  }

  /// The coefficients of each task.
  public var coefficientsByTask: [[Double]] {
    let values = coefficients.values, size = layout.numbersPerTask
    return stride(from: 0, to: values.count, by: size).map { Array(values[$0..<$0 + size]) }
  }

  // MARK: - File

  /// The message as the content of a file.
  public func encoded() throws(CertificateError) -> Data {
    var content = layout.head
    content.append(contentsOf: try body().bytes)
    content.append(contentsOf: littleEndian(Self.checksum(content), bytes: Self.checksumSize))
    return content
  }

  /// Decodes a file's content.
  ///
  /// - Throws: ``CertificateError`` if the content is no message of the layout, is cut short or was altered.
  public init(decoding content: Data, layout: MessageLayout) throws(CertificateError) {
    let content = [UInt8](content), head = [UInt8](layout.head), end = content.count - Self.checksumSize
    guard content.starts(with: MessageLayout.magic) else {
      throw CertificateError("A message should begin with `EQPM` and the version 1. Found something else.")
    }
    guard end >= head.count else {
      throw CertificateError(
        "A message should have at least \(head.count + Self.checksumSize) bytes. Found \(content.count).")
    }
    let checksum = littleEndian(Self.checksum(Data(content[..<end])), bytes: Self.checksumSize)
    guard content[end...].elementsEqual(checksum) else {
      throw CertificateError("A message should have the checksum of its content. Found another: it is damaged.")
    }
    try layout.check(Array(content[..<head.count]))
    var bits = BitReader(Array(content[head.count..<end]))
    let choice = Int(try bits.read(width: CodeLength.bits(for: layout.choices.count)))
    guard layout.choices.indices.contains(choice) else {
      throw CertificateError("The choice of a message should be below \(layout.choices.count). Found \(choice).")
    }
    let levels = layout.levels(choice)
    try self.init(
      layout: layout, choice: choice,
      shared: Quantised(reading: &bits, count: layout.sharedNumbers, levels: levels.shared),
      coefficients: Quantised(reading: &bits, count: layout.taskNumbers, levels: levels.tasks))
    guard (bits.position + 7) / 8 == end - head.count else {
      throw CertificateError("A message should end after \(bits.position) bits. Found \(8 * (end - head.count)).")
    }
  }

  /// The bits that a bound counts.
  func body() throws(CertificateError) -> BitString {
    var bits = BitString()
    bits.append(UInt64(choice), width: CodeLength.bits(for: layout.choices.count))
    try shared.write(to: &bits)
    try coefficients.write(to: &bits)
    return bits
  }

  private static let checksumSize = 4

  private static func checksum(_ content: Data) -> UInt64 {
    content.withUnsafeBytes { UInt64(crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)) }
  }
}

extension MessageLayout {
  /// The first bytes of a message: letters and version.
  static let magic = Array("EQPM".utf8) + [1]

  /// The numbers of a message's head with their names and sizes in bytes.
  private var fields: [(name: String, value: UInt64, bytes: Int)] {
    [
      ("digest of the settings", digest, 8), ("seed", seed, 8), ("shared numbers", UInt64(sharedNumbers), 4),
      ("tasks", UInt64(tasks), 4), ("numbers of a task", UInt64(numbersPerTask), 4),
      ("choices", UInt64(choices.count), 4),
    ]
  }

  /// The head of a message.
  var head: Data { Data(fields.reduce(Self.magic) { $0 + littleEndian($1.value, bytes: $1.bytes) }) }

  /// Compares the head of a message, of the same length, with this layout.
  func check(_ head: [UInt8]) throws(CertificateError) {
    var place = Self.magic.count
    for (name, value, bytes) in fields {
      let found = head[place..<place + bytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard found == value else {
        throw CertificateError("The \(name) of a message should be \(value), as in its network. Found \(found).")
      }
      place += bytes
    }
  }
}

private func littleEndian(_ value: UInt64, bytes: Int) -> [UInt8] {
  (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
