/// The colour of each row: a method has the same one in every report.
///
/// Well-known methods have a colour of their own. Any other name has one of ``others`` by its digest, or the next one
/// that no row before it has.
struct MethodColours: Sendable {
  /// The positions of well-known methods, by their names in the catalogue. The most frequent ones have the colours that
  /// are farthest apart.
  static let known = [
    "ew", "uw", "uw-o", "uw-so", "scalarization", "pcgrad", "cagrad", "mgda", "nash-mtl", "dwa", "rlw", "gls", "imtl-l",
    "gradnorm", "imtl-g", "graddrop", "famo", "fairgrad", "aligned-mtl", "upgrad",
  ]

  /// The positions in ``Plot/Palette`` for all other names.
  static let others = known.count..<Plot.Palette.chosen

  /// The position in ``Plot/Palette`` of each label.
  private let positions: [String: Int]

  /// Assigns colours.
  ///
  /// - Parameter rows: methods and labels in the order of the experiment. If several rows have one method, the first
  ///   has the method's colour, and the others have colours by their labels.
  init(_ rows: [(method: String, label: String)]) {
    var positions: [String: Int] = [:]
    var unnamed: [(label: String, name: String)] = []
    var methods: Set<String> = []
    for row in rows where positions[row.label] == nil {
      let isFirst = methods.insert(row.method).inserted
      if isFirst, let position = Self.known.firstIndex(of: row.method) {
        positions[row.label] = position
      } else {
        unnamed.append((row.label, isFirst ? row.method : row.label))
      }
    }
    // Not in the order of the rows, so that the same rows in another order have the same colours.
    var taken = Set(positions.values)
    for (label, name) in unnamed.sorted(by: { $0.name < $1.name }) where positions[label] == nil {
      let start = Int(Self.digest(of: name) % UInt64(Self.others.count))
      let places = (0..<Self.others.count).map { Self.others.lowerBound + (start + $0) % Self.others.count }
      var position = places.first { !taken.contains($0) } ?? Plot.Palette.chosen
      while taken.contains(position) { position += 1 }
      taken.insert(position)
      positions[label] = position
    }
    self.positions = positions
  }

  /// A label's position in ``Plot/Palette``; nil, the baseline's grey, for a label of no row.
  subscript(label: String) -> Int? { positions[label] }

  /// The digest FNV-1a, which is the same on every machine and in every process, unlike `Hasher`.
  private static func digest(of text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Comparison {
  /// The methods with their colours, in the order of the rows; the single-task row is grey.
  func legend(_ methods: [MethodSummary]) -> [Plot.LegendEntry] {
    let shared = self.methods.filter { !$0.isSingleTask }.sorted { $0.position < $1.position }
    let colours = MethodColours(shared.map { ($0.method, $0.label) })
    return methods.map { .init(label: $0.label, colour: $0.isSingleTask ? nil : colours[$0.label]) }
  }
}
