import Backbones
import Components
import Drawing
import Printing
import Reports
import Sharing
import Tasks
import Torch

/// The ways to share parameters, each measured on one network that this program builds, and what was published with them:
/// `equipoise models`.
package struct ModelTable: Codable, Sendable {
  /// A sharing scheme on the example.
  package struct Scheme: Codable, Sendable {
    package var name, title: String
    /// The kind of sharing in words.
    package var kind: String
    /// The year and the paper; nil for what has none.
    package var year: Int?
    package var source: String?
    /// The trunk of the example; nil if no example trunk has what the scheme needs.
    package var trunk: String?
    /// The parameters that several tasks move, balanced and joint ones.
    package var shared: Int?
    /// The parameters of single tasks, all tasks together.
    package var own: Int?
    package var multiplyAddsPerSample: Double?
    /// The reason why there are no numbers; nil if there are.
    package var missing: String?
  }

  /// The example in words.
  package var example: String
  package var schemes: [Scheme]
  package var published: [PublishedResult]

  /// The trunks of the example: the first that has what a scheme needs is taken.
  private static let trunks: [(name: String, settings: [String: SettingValue])] = [
    ("segnet", ["widths": [16, 32, 64]]), ("resnet18", [:]),
  ]
  private static let side = (height: 48, width: 64)

  /// Builds each scheme's network with its default settings, and reads the published tables.
  ///
  /// - Throws: `PublishedResult.SourceMissing` for a published value without a source.
  package init(
    schemes catalogue: Registry<SharingCard> = Schemes.all, tables: [PublishedTable] = PublishedTables.all
  ) throws {
    example =
      "Segmentation with 13 classes, depth and normals of images of 3×\(Self.side.height)×\(Self.side.width), with the trunk segnet 16-32-64, or resnet18 where a scheme needs it, the usual heads, and each scheme's default settings."
    schemes = catalogue.map(Self.measured).sorted { ($0.year ?? 0, $0.name) < ($1.year ?? 0, $1.name) }
    published = try tables.flatMap { try PublishedResult.all(of: $0) }
  }

  private static func measured(_ card: SharingCard) -> Scheme {
    var scheme = Scheme(
      name: card.name, title: card.title, kind: card.words, year: card.citation?.year,
      source: card.citation?.description)
    do {
      for (name, settings) in trunks {
        let trunk = try Trunks.all.choose(name, settings)
        guard card.needs.isMet(trunk.card.type) else { continue }
        let drawing = try drawing(of: card, on: trunk)
        scheme.trunk = name
        scheme.shared = drawing.balanced + drawing.joint
        scheme.own = drawing.own
        scheme.multiplyAddsPerSample = drawing.multiplyAddsPerSample
        return scheme
      }
      scheme.missing = "needs \(card.needs.words)"
    } catch {
      scheme.missing = Found.cut("\(error)")
    }
    return scheme
  }

  private static func drawing(of card: SharingCard, on trunk: Chosen<TrunkCard>) throws -> Drawing {
    let tasks: [LearningTask] = [.segmentation("segmentation", classes: 13), .depth("depth"), .normals("normals")]
    let (height, width) = side
    let generator = Generator(seed: 0)
    let network = try Registry("a sharing scheme", [card]).choose(card.name).network(
      for: tasks, input: .image(channels: 3, height: height, width: width), trunk: trunk,
      heads: Heads.all.choose("usual"), generator: generator)
    let images = Tensor.randn([2, 3, height, width], generator: generator)
    return try Drawing(of: network, on: [TracedBatch(Inputs(images), tasks: network.tasks)], title: card.name)
  }

  package func json() throws -> String { try JSONText.encode(self) }

  /// The tables for a terminal.
  package func text(width: Int = 118) -> String {
    let rows = schemes.map { scheme -> [String] in
      [
        scheme.name, scheme.year.map(String.init) ?? "–", scheme.trunk ?? "–",
        scheme.shared.map(NumberText.grouped) ?? "–", scheme.own.map(NumberText.grouped) ?? "–",
        scheme.multiplyAddsPerSample.map { NumberText.fixed($0 / 1e6, 1) } ?? "–",
        scheme.missing.map { "\(scheme.kind); \($0)" } ?? scheme.kind,
      ]
    }
    let head = ["scheme", "year", "trunk", "shared", "of single tasks", "M multiply-adds", "kind of sharing"]
    let best = PublishedResult.best(of: published)
    let results = best.map {
      [$0.tag, $0.year.map(String.init) ?? "–", $0.sharing, $0.trunk, $0.method, $0.measure, $0.text]
    }
    let right = [false, true, false, true, true, true, false]
    let sources = Dictionary(grouping: best, by: \.source).sorted { $0.key < $1.key }
    return
      ([
        TextWrap.wrapped(example, width: width), "",
      ] + TextColumns.lines([head] + rows, right: right)
      + ["", "Published: the best method of each table; `equipoise published TAG` shows all of it.", ""]
      + TextColumns.lines(
        [["tag", "year", "sharing", "trunk", "method", "measure", "value"]] + results,
        right: [false, true, false, false, false, false, true])
      + [""]
      + sources.map { source, results in
        TextWrap.wrapped("\(results.map(\.tag).joined(separator: ", ")): \(source)", width: width, indent: 2)
      }).joined(separator: "\n")
  }
}
