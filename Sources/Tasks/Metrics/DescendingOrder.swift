/// The order of numbers from the largest to the smallest. Equal ones stay in the order in which they were.
///
/// The numbers are sorted by the bytes of their bits, the last byte first: the time grows with their number alone, and no
/// comparison is guessed wrong. Numbers that come from float32 take five of the eight passes.
enum DescendingOrder {
  private static let bytes = 8
  private static let values = 256

  private struct Item {
    /// Bits that grow, as a whole number, from the largest number to the smallest.
    let key: UInt64
    let place: Int

    func byte(_ index: Int) -> Int { Int(truncatingIfNeeded: key >> (8 * index)) & 0xFF }
  }

  /// The places of the numbers, that of the largest first.
  static func places(_ numbers: [Double]) -> [Int] {
    var items = numbers.indices.map { Item(key: key(numbers[$0]), place: $0) }
    var sorted = items
    // How often each value of each byte occurs.
    var counts = [Int](repeating: 0, count: bytes * values)
    counts.withUnsafeMutableBufferPointer { counts in
      for item in items { for byte in 0..<bytes { counts[byte * values + item.byte(byte)] += 1 } }
    }
    for byte in 0..<bytes where !counts[byte * values..<(byte + 1) * values].contains(items.count) {
      counts.withUnsafeMutableBufferPointer { counts in
        let own = UnsafeMutableBufferPointer(rebasing: counts[byte * values..<(byte + 1) * values])
        sorted.withUnsafeMutableBufferPointer { pass(over: items, byte, own, to: $0) }
      }
      swap(&items, &sorted)
    }
    return items.map(\.place)
  }

  private static func key(_ number: Double) -> UInt64 {
    // Adding zero makes one number of both zeros.
    let bits = (number + 0).bitPattern
    return number < 0 ? bits : ~bits & ~(1 << 63)
  }

  /// Sorts by one byte.
  ///
  /// - Parameter counts: how often each value of the byte occurs; afterwards where its last item ends.
  private static func pass(
    over items: [Item], _ byte: Int, _ counts: UnsafeMutableBufferPointer<Int>,
    to sorted: UnsafeMutableBufferPointer<Item>
  ) {
    var start = 0
    for value in counts.indices { (counts[value], start) = (start, start + counts[value]) }
    for item in items {
      let value = item.byte(byte)
      sorted[counts[value]] = item
      counts[value] += 1
    }
  }
}
