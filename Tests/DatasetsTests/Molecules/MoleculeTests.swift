import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Molecules") struct MoleculeTests {
  private let folder = TemporaryFolder()

  /// Forty molecules of 16 bits; the third has none. `toxic` is yes or no, `rare` has one yes, `energy` is a number.
  private func write(_ change: (inout [String]) -> Void = { _ in }, bytes: Int? = nil) -> MoleculeSettings {
    var lines = ["mol_id,smiles,toxic,rare,energy,energy"]
    for number in 0..<40 {
      let toxic = number % 4 == 3 ? "" : "\(number % 2)"
      lines.append("m\(number),\"C,\(number)\",\(toxic),\(number == 5 ? 1 : 0),\(2 * number + 1),0.5")
    }
    change(&lines)
    let file = folder.write(lines.joined(separator: "\n") + "\n", "mols.csv")
    var bits: [UInt8] = []
    for number: UInt8 in 0..<40 { bits += number == 2 ? [0, 0] : [128 + number, number] }
    if let bytes { bits = Array(bits.prefix(bytes)) }
    _ = folder.write(gzip(bits), "mols_16.bits.gz")
    var settings = MoleculeSettings(file: file.path)
    settings.bits = 16
    // Of this seed, every split has molecules of both kinds.
    settings.seed = 1
    return settings
  }

  private func failure(_ settings: MoleculeSettings) -> String {
    errorText { _ = try DataSource.molecules(settings) }.replacingOccurrences(of: folder.url.path, with: "…")
  }

  @Test func measurementsAreTasks() throws {
    let source = try DataSource.molecules(write())
    // `rare` has its yes in one split alone.
    #expect(source.tasks.map(\.name) == ["toxic", "energy", "energy.1"])
    #expect(source.tasks.map(\.kind) == [.binary, .regression, .regression])
    #expect(source.tasks[0].metrics.map(\.name) == ["auc"])
    #expect(source.inputShape == [16])
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [31, 4, 4])
  }

  @Test func aMeasurementCanBeTheWeight() throws {
    var settings = write()
    let plain = try DataSource.molecules(settings)
    settings.sampleWeight = "energy"
    let source = try DataSource.molecules(settings)
    #expect(source.tasks.map(\.name) == ["toxic", "energy.1"])
    // Without the third molecule, which has no bit.
    let labels = try plain.train.batch(Array(0..<31)).targets["energy"]!.floats, scale = plain.tasks[1].scale
    #expect(source.train.weights == labels.map { Float((Double($0) * scale.standardDeviation + scale.mean).rounded()) })
    settings.targets = ["energy"]
    #expect(failure(settings) == "`energy` is the sample weight and should not be a target.")
    settings.targets = nil
    settings.sampleWeight = "toxic"
    #expect(
      failure(settings)
        == "`…/mols.csv` line 5, column `toxic` should be a weight: a finite number of at least 0, in single precision. Found none."
    )
  }

  @Test func targetsThatAreNamedStay() throws {
    var settings = write()
    settings.targets = ["rare", "toxic"]
    #expect(try DataSource.molecules(settings).tasks.map(\.name) == ["rare", "toxic"])
    settings.targets = ["toxc"]
    #expect(failure(settings) == "`toxc` is not a column of `…/mols.csv`. Did you mean `toxic`?")
  }

  @Test func bitsAndLabelsOfAMoleculeBelongTogether() throws {
    let source = try DataSource.molecules(write())
    let batch = try source.train.batch(Array(0..<31))
    let scale = source.tasks[1].scale
    for sample in 0..<31 {
      let bits = batch.inputs.sole.select(0, index: sample).floats
      let number = bits[8...].reduce(0) { 2 * $0 + Int($1) }
      #expect(bits[0] == 1 && bits.allSatisfy { $0 == 0 || $0 == 1 })
      #expect(number != 2)
      let toxic = batch.targets["toxic"]!.floats[sample]
      #expect(number % 4 == 3 ? toxic.isNaN : toxic == Float(number % 2))
      #expect(abs(scale.restore(Double(batch.targets["energy"]!.floats[sample])) - Double(2 * number + 1)) < 1e-4)
    }
    #expect(source.tasks.map(\.labels.isComplete) == [false, true, true])
  }

  @Test func aBitlessMoleculeIsLeftOut() throws {
    let table = try MoleculeTable(write())
    #expect(table.fingerprints.isEmpty(2) && !table.fingerprints.isEmpty(0))
    #expect(Set(table.rows.values.flatMap { $0 }) == Set(0..<40).subtracting([2]))
  }

  @Test func divisionsFollowTheirSeed() throws {
    var settings = write()
    let first = try MoleculeTable(settings).rows[.test]
    #expect(try MoleculeTable(settings).rows[.test] == first)
    settings.seed = 2
    #expect(try MoleculeTable(settings).rows[.test] != first)
  }

  @Test func wrongFilesAreNamed() {
    #expect(
      failure(write(bytes: 70)) == "`…/mols_16.bits.gz` should hold 2 bytes for each of 40 rows, 80 in all. Found 70.")
    #expect(
      failure(write { $0[7] = "m6,C,yes,0,1,1" })
        == "`…/mols.csv` line 8, column `toxic` should be a finite number or empty. Found \"yes\". "
        + "`targets` names the columns that are read.")
    #expect(
      failure(write { $0[3] = "m2,C,1" }) == "`…/mols.csv` line 4 should have 6 cells, as the first line has. Found 3.")
    #expect(
      failure(write { $0[0] = "mol_id,smile,toxic,rare,energy,e" })
        == "`smiles` is not a column of `…/mols.csv`. Did you mean `smile`?")
    var settings = write()
    settings.bits = 12
    #expect(
      failure(settings)
        == "`bits` of `…/mols_16.bits.gz` should be a positive multiple of 8, at most 1048576. Found 12.")
    settings = write()
    settings.fingerprints = nil
    _ = folder.write([0], "mols_8.bits")
    #expect(failure(settings).hasSuffix("where none is given. Found mols_16.bits.gz, mols_8.bits."))
  }

  @Test(arguments: [9_223_372_036_854_775_800, 1 << 40, 0, -8]) func bitsOutOfRangeAreRefused(_ bits: Int) {
    var settings = write()
    settings.bits = bits
    #expect(failure(settings).hasSuffix("should be a positive multiple of 8, at most 1048576. Found \(bits)."))
  }

  @Test func anIndexWithoutANameIsNoMeasurement() throws {
    let settings = write { lines in
      lines = lines.enumerated().map { $0.offset == 0 ? "," + $0.element : "\($0.offset),\($0.element)" }
    }
    #expect(try DataSource.molecules(settings).tasks.map(\.name) == ["toxic", "energy", "energy.1"])
  }

  @Test func doubledColumnsGetNumbersThatAreFree() throws {
    let settings = write { $0[0] = "mol_id,smiles,toxic,energy.1,energy,energy" }
    #expect(try DataSource.molecules(settings).tasks.map(\.name) == ["toxic", "energy", "energy.2"])
  }

  @Test func aTargetNamedTwiceIsRefused() {
    var settings = write()
    settings.targets = ["toxic", "energy", "toxic"]
    #expect(failure(settings) == "`targets` should name each column once. Found `toxic` twice.")
  }

  @Test func minusOneAmongYesAndNoIsNamedAndCanBeMissing() throws {
    var settings = write { lines in
      for number in 0..<40 where number % 4 == 3 {
        lines[number + 1] = lines[number + 1].replacingOccurrences(
          of: "\",,", with: number == 3 ? "\",-1.0," : "\",-1,")
      }
    }
    let source = try DataSource.molecules(settings)
    #expect(source.tasks[0].kind == .regression)
    #expect(
      source.notes == [
        "1 molecules have no fingerprint and are left out",
        "`toxic` has the values -1, 0 and 1 alone and is read as a number; `missing: ['', -1]` takes -1 as not measured",
      ])
    settings.missing = ["", "-1"]
    let clean = try DataSource.molecules(settings)
    #expect(clean.tasks[0].kind == .binary && !clean.tasks[0].labels.isComplete)
    #expect(clean.notes.count == 1)
  }

  @Test func inputsForAPredictionNeedNoMeasurements() throws {
    _ = write()
    let table = folder.write("smiles\nC\nN\nO\n", "new.csv")
    _ = folder.write([128, 1, 0, 0, 1, 255], "new_16.bits")
    let inputs = try MoleculeInputs(table, bits: 16)
    #expect(inputs.count == 3 && (0..<3).map { inputs.isUsable($0) } == [true, false, true])
    #expect(inputs.inputs(2..<3).floats == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  private static let present = ConditionTrait.enabled(
    if: dataFolder("moleculenet") != nil,
    "the folder `moleculenet` of real data is not present; set EQUIPOISE_DATA to use it")

  @Test func tox21IsRead() throws {
    let file = packageFolder.appendingPathComponent("examples/data/tox21/tox21.csv.gz")
    let source = try DataSource.molecules(MoleculeSettings(file: file.path))
    #expect(source.train.count + source.validation.count + source.test.count == 7_831 - 8)
    #expect(source.tasks.count == 12)
    let (known, positive) = try counts(source)
    #expect(abs(1 - known / Double(7_823 * 12) - 0.171) < 1e-3)
    #expect(abs(positive / known - 0.0752) < 1e-3)
  }

  /// Known labels, and those that are yes.
  private func counts(_ source: DataSource) throws -> (known: Double, positive: Double) {
    var (known, positive) = (0.0, 0.0)
    for split in Split.allCases {
      let batch = try source[split].batch(Array(0..<source[split].count))
      for (_, target) in batch.targets {
        known += target.greaterOrEqual(0).sum().item()
        positive += target.equal(1).sum().item()
      }
    }
    return (known, positive)
  }

  @Test(present) func qm8HasNumbers() throws {
    let file = dataFolder("moleculenet")!.appendingPathComponent("qm8.csv.gz")
    let source = try DataSource.molecules(MoleculeSettings(file: file.path))
    #expect(source.tasks.count == 16)
    #expect(source.tasks.allSatisfy { $0.kind == .regression && $0.labels.isComplete })
    #expect(source.tasks[8].name == "E1-PBE0.1")
  }
}
