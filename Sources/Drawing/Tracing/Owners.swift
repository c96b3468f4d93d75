/// The module to which each operation of a trace belongs, as the parts of its name: ["trunk", "layer1", "0", "bn2"].
///
/// An operation with parameters belongs to the module that holds them. Any other follows the values that it reads: it
/// belongs to the module that made them, or to the one that uses its result if several modules read what it read. What
/// joins values of different parts of the network, such as a gate, belongs to no part: its name is empty.
struct Owners {
  typealias Path = [String]

  private(set) var paths: [Path]
  /// The operation that made each value.
  let producers: [Int?]
  /// The operations that read each value.
  let consumers: [[Int]]

  /// Operations that only bring values together for the operation that follows.
  private static let gathering: Set<String> = ["cat", "stack", "max_unpool2d", "max_unpool3d"]

  init(_ trace: Trace) {
    var producers = [Int?](repeating: nil, count: trace.values.count)
    var consumers = [[Int]](repeating: [], count: trace.values.count)
    for (index, operation) in trace.operations.enumerated() {
      for value in operation.outputs { producers[value] = index }
      for value in Set(operation.inputs) { consumers[value].append(index) }
    }
    (self.producers, self.consumers) = (producers, consumers)
    paths = []
    // Operations whose owner is the one that uses their result, if there is one.
    var isPreparing: [Bool] = []
    for (index, operation) in trace.operations.enumerated() {
      if !operation.stored.isEmpty {
        paths.append(Self.common(operation.stored.map(Self.holder)))
        isPreparing.append(false)
        continue
      }
      var read: [Int] = []
      for value in operation.inputs where trace.dependsOnInput(value) && !read.contains(value) { read.append(value) }
      if read.count == 1 {
        let maker = producers[read[0]]
        paths.append(maker.map { paths[$0] } ?? [])
        isPreparing.append(maker.map { isPreparing[$0] } ?? true || consumers[read[0]].count > 1)
      } else {
        let path = joining(read, before: index)
        paths.append(path)
        isPreparing.append(Self.gathering.contains(operation.name))
      }
    }
    for (index, operation) in trace.operations.enumerated().reversed() where isPreparing[index] {
      let users = Set(operation.outputs.flatMap { consumers[$0] }.map { paths[$0] })
      if users.count == 1, let user = users.first, !user.isEmpty { paths[index] = user }
    }
  }

  /// The module that holds a parameter or a buffer. A tensor of the network itself is a part of its own.
  private static func holder(of name: String) -> Path {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return parts.count > 1 ? Array(parts.dropLast()) : parts
  }

  /// The smallest module around an operation that reads several values: it holds the maker of the latest one, and made
  /// the others or used them before.
  private func joining(_ values: [Int], before index: Int) -> Path {
    let made = values.compactMap { value in producers[value].map { (value: value, maker: $0) } }
    guard let latest = made.max(by: { $0.maker < $1.maker }) else { return [] }
    var path = paths[latest.maker]
    for value in values where value != latest.value {
      let holders = (consumers[value].filter { $0 < index } + [producers[value]].compactMap { $0 }).map { paths[$0] }
      let deepest = holders.map { Self.common([path, $0]) }.max { $0.count < $1.count }
      path = deepest ?? []
    }
    return path
  }

  static func common(_ paths: [Path]) -> Path {
    guard var shared = paths.first else { return [] }
    for path in paths.dropFirst() {
      shared = Array(zip(shared, path).prefix { $0.0 == $0.1 }.map(\.0))
    }
    return shared
  }
}
