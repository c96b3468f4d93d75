import Foundation
import Testing

/// Predictions of runs on ARFF tables, event logs and molecules, for files of a user's own.
@Suite struct PredictKindsTests {
  /// A trained run of the data section, and its folder.
  private func trained(_ program: Program, _ data: String, trunk: String = "mlp") throws -> String {
    try program.write(
      """
      data: \(data)
      network: {trunk: \(trunk), hidden: \(trunk == "mlp" ? "[4]" : "4")}
      training: {epochs: 1, batch: 8, threads: 1}
      output: {folder: runs, tensorboard: false}
      """, to: "tiny.yaml")
    let output = try program.run(["train", "tiny.yaml"])
    #expect(output.status == 0, "\(output.error)")
    return try #require(try program.runs(of: "tiny").first)
  }

  private func lines(_ program: Program, _ name: String) throws -> [String] {
    String(decoding: try program.read(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func aRunOnARFFPredictsForARFFAndForCSV() throws {
    let program = Program()
    let header =
      "@relation r\n@attribute a.1 real\n@attribute c {x,y,z}\n@attribute k {p,'q, r'}\n@attribute yes {0,1}\n@data\n"
    let rows = (0..<40).map { "\($0 % 7),\(["x", "y", "z"][$0 % 3]),\($0 % 2 == 0 ? "p" : "'q, r'"),\($0 % 2)\n" }
    try program.write(header + rows.joined(), to: "t.arff")
    let folder = try trained(program, "{kind: arff, files: {train: t.arff}, targets: 2}")
    let whole = try program.run(["predict", folder, "t.arff", "--output", "whole.csv"])
    #expect(whole.status == 0, "\(whole.error)")
    let predicted = try lines(program, "whole.csv")
    #expect(predicted.count == 41 && predicted[0] == #"k,k.p.p,"k.p.q, r",yes,yes.probability"#)
    for line in predicted.dropFirst() {
      #expect(line.hasPrefix("p,") || line.hasPrefix("\"q, r\","))
      let cells = line.split(separator: ",")
      let numbers = cells.suffix(4).compactMap { Double($0) }
      #expect(numbers.count == 4 && abs(numbers[0] + numbers[1] - 1) < 1e-12)
      #expect((numbers[3] >= 0.5 ? 1 : 0) == numbers[2])
    }
    // Columns in another order, and a category that the training does not know.
    try program.write(
      "c,a.1\n"
        + rows.prefix(2).map { row in
          let cells = row.split(separator: ",")
          return "\(cells[1]),\(cells[0])\n"
        }.joined() + "new,3\n", to: "in.csv")
    let some = try program.run(["predict", folder, "in.csv", "--output", "some.csv"])
    #expect(some.status == 0, "\(some.error)")
    #expect(some.error.contains("new"), "\(some.error)")
    #expect(try lines(program, "some.csv").prefix(3) == predicted.prefix(3))
    let evaluation = try program.run(["evaluate", folder])
    #expect(evaluation.status == 0, "\(evaluation.error)")
  }

  @Test func aRunOnAnEventLogPredictsForEachCase() throws {
    let program = Program()
    func log(_ cases: [(name: String, activities: [String])]) -> String {
      "case,activity,resource,time\n"
        + cases.flatMap { name, activities in
          activities.enumerated().map { "\"\(name)\",\"\($0.element)\",r,2024-01-0\(1 + $0.offset) 10:00:00+01:00\n" }
        }.joined()
    }
    try program.write(log((0..<20).map { ("\($0)", ["in", "work, hard", "out"]) }), to: "log.csv")
    let columns = "{case: case, activity: activity, resource: resource, timestamp: time}"
    let folder = try trained(program, "{kind: event-log, file: log.csv, columns: \(columns)}", trunk: "lstm")
    try program.write(log([("x", ["in"]), ("y, z", ["in", "odd"])]), to: "new.csv")
    let output = try program.run(["predict", folder, "new.csv", "--output", "out.csv"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.error.contains("the training has no activity \"odd\"; 1 events have it."), "\(output.error)")
    let predicted = try lines(program, "out.csv")
    #expect(predicted.count == 3 && predicted[0].hasPrefix("case,next-activity,next-activity.p.in,"))
    #expect(predicted[0].hasSuffix(",next-time,remaining-time"))
    #expect(predicted[1].hasPrefix("x,") && predicted[2].hasPrefix("\"y, z\","))
    #expect(["in", "\"work, hard\"", "out", "unknown"].contains { predicted[1].hasPrefix("x,\($0),") })
    #expect(try program.run(["evaluate", folder]).status == 0)
  }

  @Test func aRunOnMoleculesPredictsForATableWithFingerprints() throws {
    let program = Program()
    let rows = (0..<60).map { "C\($0),\($0 * 7 % 5 / 3),\($0 % 9)\n" }.joined()
    try program.write("smiles,toxic.1,energy\n" + rows, to: "mols.csv")
    try Data((0..<60).map { UInt8($0 * 4 + 1) }).write(to: program.folder.appending(path: "mols.bits"))
    let folder = try trained(program, "{kind: moleculenet, file: mols.csv, bits: 8}")
    try program.write("smiles\nC\nN\nO\n", to: "new.csv")
    try Data([1, 0, 255]).write(to: program.folder.appending(path: "new_8.bits"))
    let output = try program.run(["predict", folder, "new.csv", "--output", "out.csv"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.error.contains("1 of 3 molecules have no fingerprint; their cells are empty."), "\(output.error)")
    let predicted = try lines(program, "out.csv")
    #expect(predicted.count == 4 && predicted[0] == "toxic.1,toxic.1.probability,energy" && predicted[2] == ",,")
    for line in [predicted[1], predicted[3]] {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      #expect(numbers.count == 3 && (0...1).contains(numbers[1]) && (numbers[1] >= 0.5 ? 1 : 0) == numbers[0])
    }
    let kept = try program.run(["predict", folder, "new.csv", "--output", "kept.csv", "--keep", "smiles"])
    #expect(kept.status == 0, "\(kept.error)")
    #expect(try lines(program, "kept.csv").map { $0.prefix { $0 != "," } } == ["smiles", "C", "N", "O"])
    #expect(try program.run(["evaluate", folder]).status == 0)
  }
}
