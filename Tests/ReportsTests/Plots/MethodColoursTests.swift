import Balancing
import ExperimentFixtures
import Foundation
import Testing

@testable import Reports

@Suite struct MethodColoursTests {
  /// The coordinates of a colour in OKLab (Ottosson, 2020), where distances are those that people see.
  func oklab(_ hex: String) -> [Double] {
    let (r, g, b) = linear(hex)
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return [
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    ]
  }

  func linear(_ hex: String) -> (Double, Double, Double) {
    let number = Int(hex.dropFirst(), radix: 16)!
    func part(_ shift: Int) -> Double {
      let value = Double(number >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return (part(16), part(8), part(0))
  }

  /// WCAG 2.
  func contrast(_ first: String, _ second: String) -> Double {
    let lights = [first, second].map { hex in
      let (r, g, b) = linear(hex)
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }.sorted()
    return (lights[1] + 0.05) / (lights[0] + 0.05)
  }

  @Test(arguments: [(false, "#ffffff"), (true, "#14171b")])
  func chosenColoursStayApartAndAreSeen(isDark: Bool, ground: String) {
    let colours = (0..<Plot.Palette.chosen).map { Plot.Palette.colour($0, dark: isDark) }
    for (index, colour) in colours.enumerated() {
      #expect(contrast(colour, ground) >= 3, "\(colour)")
      for other in colours.prefix(index) {
        let distance = sqrt(zip(oklab(colour), oklab(other)).reduce(0) { $0 + pow($1.0 - $1.1, 2) })
        #expect(distance > 0.05, "\(colour) and \(other)")
      }
    }
  }

  @Test func aMethodHasItsColourInEveryReport() {
    let first = MethodColours([("ew", "EW"), ("uw-so", "UW-SO"), ("uw-so+pcgrad", "UW-SO + PCGrad")])
    let second = MethodColours([("gls", "GLS"), ("uw-so+pcgrad", "both"), ("uw-so", "UW-SO")])
    #expect(first["UW-SO"] == second["UW-SO"])
    #expect(first["UW-SO + PCGrad"] == second["both"])
    #expect(first["UW-SO + PCGrad"] == 22, "a rule that gives another colour changes every report")
    #expect(second["EW"] == nil)
  }

  @Test func severalRowsOfAMethodHaveSeveralColours() {
    let colours = MethodColours([("uw-so", "T = 1"), ("uw-so", "T = 3"), ("uw-so", "T = 10")])
    #expect(colours["T = 1"] == MethodColours.known.firstIndex(of: "uw-so"))
    #expect(Set(["T = 1", "T = 3", "T = 10"].compactMap { colours[$0] }).count == 3)
  }

  @Test func noTwoRowsShareAColourHoweverManyThereAre() {
    let rows = (0..<60).map { (method: "own-\($0)", label: "Own \($0)") }
    let colours = MethodColours(rows)
    #expect(Set(rows.compactMap { colours[$0.label] }).count == 60)
    let turned = MethodColours(rows.reversed())
    #expect(rows.allSatisfy { colours[$0.label] == turned[$0.label] })
  }

  @Test func tablesAndPlotsAgree() throws {
    let comparison = try ReportFixture().comparison()
    let entry = try #require(comparison.legend(comparison.methods).first { $0.label == "UW-SO" })
    let colour = Plot.Palette.colour(entry.colour)
    #expect(try comparison.html().contains("light-dark(\(colour),"))
    #expect(try #require(Plot.deltaM(comparison)).panels[0].spec.text.contains(colour))
  }

  @Test func knownMethodsAreOfTheCatalogue() {
    let names = Set(Catalogue.cards.map(\.name))
    #expect(MethodColours.known.filter { !names.contains($0) } == [])
    #expect(MethodColours.known.count < Plot.Palette.chosen)
  }
}
