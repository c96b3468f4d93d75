import Backbones
import Reports
import Sharing
import TestSupport
import Testing
import Tasks
import Torch

@testable import Experiments

/// The comparison of the ways to share parameters.
@Suite struct ModelTableTests {
  private static let table = Result { try ModelTable() }

  @Test func everySchemeIsMeasuredOrSaysWhyNot() throws {
    let table = try Self.table.get()
    #expect(table.schemes.map(\.name).sorted() == Schemes.all.names.sorted())
    for scheme in table.schemes {
      #expect((scheme.shared == nil) == (scheme.missing != nil), "\(scheme.name)")
      #expect(scheme.missing == nil || scheme.trunk == nil)
    }
  }

  @Test func hardSharingHasTheParametersOfItsTrunkAndHeads() throws {
    let hard = try #require(try Self.table.get().schemes.first { $0.name == "hard" })
    #expect(hard.trunk == "segnet" && hard.year == 1997)
    #expect(hard.shared == SegNet(widths: [16, 32, 64], generator: Generator(seed: 1)).parameterCount)
    // A 3×3 and a 1×1 convolution each.
    #expect(hard.own == [13, 1, 3].reduce(0) { $0 + 16 * 16 * 9 + 16 + 17 * $1 })
  }

  @Test func everyPublishedTableHasAValueWithItsSource() throws {
    let table = try Self.table.get()
    #expect(Set(table.published.map(\.tag)) == Set(PublishedTables.names))
    #expect(table.published.allSatisfy { !$0.source.isEmpty })
    let text = table.text()
    for name in PublishedTables.names { #expect(text.contains(name)) }
  }

  @Test func aPublishedValueWithoutASourceIsRefused() throws {
    var table = try PublishedTables.named("nyuv2-segnet")
    table.source = " "
    let text = errorText { try ModelTable(tables: [table]) }
    #expect(text.hasPrefix("A published value should have a source and a tag. Found ` ` and `nyuv2-segnet`"), "\(text)")
  }
}
