import Foundation
import Testing

@testable import Reports
@testable import Statistics

/// Reports of one and of several experiments, and published tables, as their user asks for them.
@Suite struct ReportCommandTests {
  private struct Survey: Decodable {
    struct Ranking: Decodable { var block: String, blocks: [String] }
    struct Experiment: Decodable { var experiment: String }
    var ranking: Ranking
    var experiments: [Experiment]
  }

  private struct One: Decodable { var ranking: Survey.Ranking }

  @Test func severalExperimentsAreRankedTogether() throws {
    let program = try TinyTable.program()
    for name in ["one", "two"] {
      let output = try program.run(
        ["compare", "tiny.yaml", "--set", "name=\(name)", "--set", "comparison.methods=[ew, uw, uw-o]"])
      #expect(output.status == 0, "\(output.error)")
    }
    let both = ["report", "runs/one", "runs/two"]
    let output = try program.run(both)
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.contains("3 methods over 2 experiments as blocks"))
    #expect(output.out.contains("\nReport: runs/report/report.html"))
    for file in ["report.html", "report.md", "report.csv", "report.tex", "pairs.csv"] {
      #expect(try !program.read("runs/report/\(file)").isEmpty)
    }

    let bySeed = try program.run(both + ["--blocks", "seeds", "--json"])
    let study = try JSONDecoder().decode(Survey.self, from: Data(bySeed.out.utf8))
    #expect(study.ranking.block == "seeds" && study.ranking.blocks.count == 4)
    #expect(study.experiments.map(\.experiment) == ["one", "two"])

    let metrics = try program.run(["report", "runs/one", "--blocks", "metrics", "--json"])
    #expect(try JSONDecoder().decode(One.self, from: Data(metrics.out.utf8)).ranking.block == "metrics")

    let elsewhere = try program.run(both + ["--to", "both"])
    #expect(elsewhere.status == 0 && program.has("both/report.md"), "\(elsewhere.error)")
    let twice = try program.run(["report", "runs/one", "runs/one"])
    #expect(twice.status == 1)
    #expect(twice.error == "Error: Each experiment of a study should have a name of its own. Found `one` twice.\n")
    let paper = try program.run(["report", "runs/one", "--table", "paper"])
    #expect(paper.status == 0 && paper.out.hasPrefix("% \\usepackage{booktabs}\n\\begin{table}"), "\(paper.error)")
    let two = try program.run(both + ["--table", "paper"])
    #expect(two.error.contains("`--table` is for one experiment. Found 2."), "\(two.error)")
    let mixed = try program.run(["report", "runs/one", "--table", "paper", "--json"])
    #expect(mixed.error.contains("`--table` prints a table and nothing else."), "\(mixed.error)")
    let alone = try program.run(["report", "runs/one", "--to", "x"])
    #expect(alone.error.contains("`--to` is for several experiments. Found one"), "\(alone.error)")
  }

  @Test func publishedTablesAreShownWithTheirSource() throws {
    let program = Program()
    let names = try program.run(["list", "published"])
    #expect(names.out.contains("sepsis-cnn") && names.out.contains("nyuv2-segnet"))
    let table = try program.run(["published", "sepsis-cnn"])
    #expect(table.status == 0 && table.out.contains("MTL4PPM at fe61aab") && table.out.contains("0.5234 ± 0.0159"))
    let unknown = try program.run(["published", "sepsis-cn"])
    #expect(unknown.status == 1 && unknown.error.contains("Did you mean `sepsis-cnn`?"), "\(unknown.error)")
  }
}
