import Foundation
import Testing

/// Predictions of runs on sentences and on tables of texts, for files of a user's own.
@Suite struct PredictTextTests {
  private func trained(_ program: Program, _ data: String, more: String = "") throws -> String {
    try program.write(
      """
      data: \(data)
      network: {trunk: lstm, hidden: 4}
      training: {epochs: 1, batch: 8, threads: 1}
      output: {folder: runs, tensorboard: false}
      \(more)
      """, to: "tiny.yaml")
    let output = try program.run(["train", "tiny.yaml"])
    #expect(output.status == 0, "\(output.error)")
    return try #require(try program.runs(of: "tiny").first)
  }

  private func lines(_ program: Program, _ name: String) throws -> [String] {
    String(decoding: try program.read(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func writeSlots(_ program: Program) throws {
    try program.write(
      (0..<20).map { "play song\($0)\(String(repeating: " now", count: $0 % 3))\n" }.joined(), to: "train.seq.in")
    try program.write(
      (0..<20).map { "O B-song\(String(repeating: " O", count: $0 % 3))\n" }.joined(), to: "train.seq.out")
    try program.write((0..<20).map { $0 % 2 == 0 ? "Play\n" : "Find\n" }.joined(), to: "train.label")
  }

  @Test func aRunThatTagsWordsPredictsForEachWord() throws {
    let program = Program()
    try writeSlots(program)
    let folder = try trained(program, "{kind: text, format: slots, files: {train: train}, tasks: [slots, intent]}")
    try program.write("play \"it\"\nnow now now\n", to: "new.txt")
    let output = try program.run(["predict", folder, "new.txt", "--output", "out.csv"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.error.contains("the training does not know 1 of 5 words."), "\(output.error)")
    let predicted = try lines(program, "out.csv")
    #expect(predicted[0] == "sentence,word,slots,intent,intent.p.Find,intent.p.Play,intent.p.unseen")
    let cells = predicted.dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(cells.map { $0[0] } == ["1", "1", "2", "2", "2"])
    #expect(cells.map { $0[1] } == ["play", "\"\"\"it\"\"\"", "now", "now", "now"])
    // The label of a sentence is that of each of its words.
    #expect(Array(cells[0][3...]) == Array(cells[1][3...]) && Array(cells[2][3...]) == Array(cells[4][3...]))
    #expect(try program.run(["evaluate", folder]).status == 0)
    // A file of its own, word by word, gives the same answers as in a batch with others.
    try program.write("play \"it\"\n", to: "one.txt")
    #expect(try program.run(["predict", folder, "one.txt", "--output", "one.csv"]).status == 0)
    #expect(
      try lines(program, "one.csv").dropFirst().map { $0.split(separator: ",")[2] } == cells[..<2].map { $0[2][...] })
  }

  @Test func aRunThatLabelsSentencesPredictsForEachSentence() throws {
    let program = Program()
    try writeSlots(program)
    let folder = try trained(program, "{kind: text, format: slots, files: {train: train}, tasks: [intent]}")
    try program.write("play it\r\n\nnow, now", to: "new.txt")
    let output = try program.run(["predict", folder, "new.txt", "--output", "out.csv"])
    #expect(output.status == 0, "\(output.error)")
    let predicted = try lines(program, "out.csv")
    #expect(predicted.count == 4 && predicted[0] == "text,intent,intent.p.Find,intent.p.Play,intent.p.unseen")
    #expect(
      predicted[1].hasPrefix("play it,") && predicted[2].hasPrefix(",") && predicted[3].hasPrefix("\"now, now\","))
  }

  @Test func aRunOnATreebankPredictsForATreebankAndForLines() throws {
    let program = Program()
    let sentence = "# sent_id = a-1\n1\tGo\t_\tVERB\t_\t_\t0\troot\t_\t_\n2\tnow\t_\tADV\t_\t_\t1\tadvmod\t_\t_\n\n"
    try program.write(String(repeating: sentence, count: 20), to: "a.conllu")
    let folder = try trained(program, "{kind: text, format: conll-u, files: {train: a.conllu}, tasks: [upos]}")
    try program.write("1\tGo\t_\t_\t_\t_\t_\t_\t_\t_\n", to: "new.conllu")
    try program.write("Go\n", to: "new.txt")
    for name in ["new.conllu", "new.txt"] {
      let output = try program.run(["predict", folder, name, "--output", "\(name).csv"])
      #expect(output.status == 0, "\(output.error)")
    }
    #expect(try lines(program, "new.conllu.csv") == lines(program, "new.txt.csv"))
    let wrong = try program.run(["predict", folder, "new.txt", "--output", "x.csv", "--keep", "a"])
    #expect(wrong.status != 0)
  }

  @Test func aRunOnATableOfTextsPredictsForATable() throws {
    let program = Program()
    let rows = (0..<40).map { "\($0),\"It's \($0 % 2 == 0 ? "good" : "bad"), really\",\($0 % 2),\($0 % 5)\n" }
    try program.write("id,text,good,stars\n" + rows.joined(), to: "t.csv")
    let folder = try trained(
      program,
      "{kind: text-table, files: {train: t.csv}, text: text, targets: [{column: good, kind: binary}, {column: stars, kind: regression}]}"
    )
    try program.write("text,id\ngood,x\n,y\n", to: "new.csv")
    let output = try program.run(["predict", folder, "new.csv", "--output", "out.csv", "--keep", "id"])
    #expect(output.status == 0, "\(output.error)")
    let predicted = try lines(program, "out.csv")
    #expect(predicted.count == 3 && predicted[0] == "id,good,good.probability,stars")
    #expect(predicted[1].hasPrefix("x,") && predicted[2].hasPrefix("y,"))
    #expect(try program.run(["evaluate", folder]).status == 0)
  }

  @Test func setsOfTextsShareTheirWords() throws {
    let program = Program()
    try writeSlots(program)
    try program.write(String(repeating: "play VB\nnow RB\n\n", count: 20), to: "pos.txt")
    let folder = try trained(
      program,
      """

        sets:
          songs: {kind: text, format: slots, files: {train: train}, tasks: [slots]}
          pos: {kind: text, format: columns, columns: [word, pos], files: {train: pos.txt}, tasks: [pos]}
        mix: one
      """)
    #expect(try program.run(["evaluate", folder]).status == 0)
  }
}
