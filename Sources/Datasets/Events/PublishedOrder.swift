/// The order of rows by a key as the published experiments' unstable sort leaves it: introsort with the median of
/// three, and insertion sort for at most 16 rows. Rows with equal keys end in an order that looks arbitrary and is the
/// same everywhere. Labels such as "the next event" depend on it.
///
/// Introsort falls back to heap sort if partitions are very uneven. This is left out: keys that nearly rise, such as
/// times in a log, never need it.
///
/// Source: D. Musser, "Introspective Sorting and Selection Algorithms", Software: Practice and Experience 27(8), 1997.
///
/// - Returns: the rows' numbers in ascending order of their keys.
func publishedOrder<Key: Comparable>(of keys: [Key]) -> [Int] {
  var order = Array(keys.indices)
  /// The largest range, less one, that is sorted by insertion.
  let short = 15
  func key(_ place: Int) -> Key { keys[order[place]] }
  func swapIfLess(_ a: Int, _ b: Int) { if key(a) < key(b) { order.swapAt(a, b) } }
  func split(_ low: Int, _ high: Int) -> Int {
    let middle = low + (high - low) / 2
    swapIfLess(middle, low)
    swapIfLess(high, middle)
    swapIfLess(middle, low)
    let pivot = key(middle)
    order.swapAt(middle, high - 1)
    var (up, down) = (low, high - 1)
    while true {
      repeat { up += 1 } while key(up) < pivot
      repeat { down -= 1 } while pivot < key(down)
      if up >= down { break }
      order.swapAt(up, down)
    }
    order.swapAt(up, high - 1)
    return up
  }
  func insert(_ low: Int, _ high: Int) {
    guard low < high else { return }
    for place in low + 1...high {
      let row = order[place]
      var free = place
      while free > low, keys[row] < keys[order[free - 1]] {
        order[free] = order[free - 1]
        free -= 1
      }
      order[free] = row
    }
  }
  var pending = [(low: 0, high: keys.count - 1)]
  while var (low, high) = pending.popLast() {
    while high - low > short {
      let pivot = split(low, high)
      // The larger part waits and the smaller one goes on, so that at most log₂ n parts wait. The order of the parts
      // does not change the result.
      if pivot - low < high - pivot {
        pending.append((pivot + 1, high))
        high = pivot - 1
      } else {
        pending.append((low, pivot - 1))
        low = pivot + 1
      }
    }
    insert(low, high)
  }
  return order
}
