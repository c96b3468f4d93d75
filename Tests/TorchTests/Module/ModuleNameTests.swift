import Testing
import Torch

/// Names from outside as parts of parameters' names.
@Suite struct ModuleNameTests {
  static let odd = [
    "", ".", "..", "total.UPDRS", "a/b", "../x", "a b", "\"", "'", "<script>", "=1", "line\nfeed", "\u{0}", "目的",
    "e\u{301}",
    ".\u{301}", "\u{600}.", "50%", "%", "%%", "%2", "%2E", "%2e", "%25", "%252E", "%00", "%2500", "%%2E", "%.", ".%2E",
    "2E",
    String(repeating: "x.", count: 300),
  ]

  @Test(arguments: odd)
  func aNameComesBackUnchanged(_ name: String) {
    let part = ModuleName.escaping(name)
    #expect(!part.isEmpty && !part.unicodeScalars.contains("."))
    #expect(ModuleName.original(of: part).unicodeScalars.elementsEqual(name.unicodeScalars))
  }

  @Test func differentNamesHaveDifferentParts() {
    #expect(Set(Self.odd.map(ModuleName.escaping)).count == Self.odd.count)
  }

  /// Checkpoints of before hold these names.
  @Test(arguments: ["depth", "a b", "50%", "%20", "a/b", "目的", "\"", "line\nfeed"])
  func aNameWithoutADotStaysAsItIs(_ name: String) { #expect(ModuleName.escaping(name) == name) }

  @Test func aDictionaryFindsItsModulesByTheirOwnNames() throws {
    let generator = Generator(seed: 1)
    let modules = Self.odd.map { (name: $0, module: Linear(1, 1, generator: generator) as Module) }
    let dictionary = ModuleDictionary(modules)
    for (name, module) in modules { #expect(dictionary[name] === module) }
    let names = dictionary.namedParameters().map(\.name)
    #expect(names.contains("total%2EUPDRS.weight") && names.contains("%00.bias"))
    #expect(Set(names).count == 2 * Self.odd.count)
  }

  @Test func twoModulesOfOneNameAreAnError() {
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors {
        _ = ModuleDictionary([("a.b", Identity()), ("c", Identity()), ("a.b", Identity())])
      }
    }
    #expect(error?.message == #"names should differ. Found ["a.b", "c", "a.b"]."#)
  }
}
