import Foundation
import Testing

/// `equipoise runs` over the runs of a comparison.
@Suite struct RunsCommandTests {
  private func objects(_ text: String) throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]], "\(text)")
  }

  @Test func theRunsOfAComparisonAreFoundShownAndCompared() throws {
    let program = try TinyTable.program()
    let compared = try program.run(["compare", "tiny.yaml"])
    #expect(compared.status == 0, "\(compared.error)")

    let list = try program.run(["runs", "list", "--where", "method = ew", "--sort", "-seed", "--json"])
    #expect(list.status == 0 && list.error == "`runs/index.sqlite` was made from 10 runs.\n", "\(list.error)")
    let runs = try objects(list.out)
    #expect(runs.compactMap { $0["seed"] as? Int } == [1, 0])
    #expect(runs.allSatisfy { $0["test.delta-m"] is Double && $0["validation.delta-m"] is Double })

    let best = try program.run(["runs", "best", "--json"])
    #expect(best.error.isEmpty)
    #expect(Set(try objects(best.out).compactMap { $0["method"] as? String }) == ["ew", "scalarization"])

    let names = try runs.map { String(try #require($0["cell"] as? String).prefix(10)) }
    let show = try program.run(["runs", "show", names[0]])
    #expect(show.status == 0 && show.out.hasPrefix("EW · seed 1 · final · done\nruns/tiny/\(names[0])"))
    let difference = try program.run(["runs", "compare", names[0], names[1]])
    let lines = difference.out.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["seed", "1", "0"]), "\(difference.out)")

    let wrong = try program.run(["runs", "list", "--where", "metod = ew"])
    #expect(wrong.status == 1 && wrong.error == "Error: `metod` is no column of these runs. Did you mean `method`?\n")

    try program.write("damage", to: "runs/index.sqlite")
    let mended = try program.run(["runs", "list", "--where", "state = done"])
    #expect(mended.status == 0 && mended.out.split(separator: "\n").count == 11)
    #expect(
      mended.error
        == "`runs/index.sqlite` was damaged (file is not a database). It was made again from 10 runs.\n")
    #expect(try program.run(["runs", "rebuild"]).out == "10 runs are in the index.\n")
  }

  @Test func withoutRunsTheFolderIsNamed() throws {
    let program = Program()
    let output = try program.run(["runs", "list"])
    #expect(output.status == 1 && output.error == "Error: `runs` should be a folder of runs. Found none.\n")
  }
}
