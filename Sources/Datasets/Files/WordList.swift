import Statistics

/// Different cells in the order of their first appearance. They are found by their bytes, without making a text of
/// each.
struct WordList {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// The places by hash, −1 in a free slot. Their number is a power of two.
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  var count: Int { ends.count }

  var words: [String] { ends.indices.map { String(decoding: bytes[range($0)], as: UTF8.self) } }

  /// The place of a cell. A new cell is appended to the list.
  mutating func place(_ cell: UnsafeBufferPointer<UInt8>) -> Int32 {
    var slot = Self.hash(cell) & (slots.count - 1)
    while slots[slot] >= 0 {
      let found = range(Int(slots[slot]))
      if found.count == cell.count && bytes[found].elementsEqual(cell) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(ends.count)
    bytes.append(contentsOf: cell)
    ends.append(bytes.count)
    if ends.count * 2 > slots.count { grow() }
    return Int32(ends.count - 1)
  }

  private func range(_ place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for place in ends.indices {
      var slot = bytes.withUnsafeBufferPointer { Self.hash(.init(rebasing: $0[range(place)])) } & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(place)
    }
  }

  private static func hash(_ cell: UnsafeBufferPointer<UInt8>) -> Int {
    var state: UInt64 = 0
    for byte in cell { state = (state ^ UInt64(byte)) &* SplitMix64.golden }
    return Int(truncatingIfNeeded: SplitMix64.mix(state) >> 1)
  }
}
