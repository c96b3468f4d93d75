import Testing

/// `equipoise init`: from a table to an experiment that trains as it is.
@Suite struct InitTests {
  private static let header = "id;\"a \"\"b\"\": #1\";colour;sick;score\n"

  /// Rows of a table with semicolons, decimal commas, an odd name, and an identifier.
  private static let csv =
    header
    + (0..<80).map { row in
      let colour = ["red", "'green'", "- blue"][row * 5 % 3]
      return "\(row + 1);\(row * 7 % 13),5;\(colour);\(row * 7 % 3 == 0 ? "yes" : "no");\(row * 11 % 17)\n"
    }.joined()

  @Test func theExperimentThatItWritesTrainsAsItIs() throws {
    let program = Program()
    try program.write(Self.csv, to: "my people.csv")
    let output = try program.run(["init", "my people.csv", "--targets", "sick, score"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.contains("separated by semicolons, with decimal commas, with names in the first line"))
    #expect(output.out.contains("id: whole numbers from 1 to 80; has a value of its own in every row"))
    #expect(output.out.contains("damaged: none"))
    #expect(output.out.contains("compare 'my people.yaml'"), "\(output.out)")
    let training = try program.run([
      "train", "my people.yaml", "--set", "training={epochs: 1, threads: 1}", "--set", "network.hidden=[4]",
    ])
    #expect(training.status == 0, "\(training.error)")
    let yaml = String(decoding: try program.read("my people.yaml"), as: UTF8.self)
    #expect(yaml.contains("      - \"a \\\"b\\\": #1\"  # numbers from 0.5 to 12.5\n"), "\(yaml)")
    #expect(yaml.contains("    train: \"my people.csv\"\n"))
  }

  @Test func aFileThatIsThereStays() throws {
    let program = Program()
    try program.write(Self.csv, to: "t.csv")
    try program.write("mine", to: "t.yaml")
    let output = try program.run(["init", "t.csv", "--targets", "score"])
    #expect(output.status == 1)
    #expect(output.error.contains("`t.yaml` should not be there yet"), "\(output.error)")
    #expect(String(decoding: try program.read("t.yaml"), as: UTF8.self) == "mine")
  }

  @Test func withoutTargetsItListsThemAndWritesNothing() throws {
    let program = Program()
    try program.write(Self.csv, to: "t.csv")
    let output = try program.run(["init", "t.csv"])
    #expect(output.status == 1)
    #expect(
      output.out.contains("sick: binary, two values: no 66.3 %, yes 33.8 %; `positive` is the rarer one"),
      "\(output.out)")
    #expect(output.error.contains("equipoise init t.csv --targets sick,score"), "\(output.error)")
    #expect(!program.has("t.yaml"))
  }

  @Test(arguments: [["compare", "t.csv"], ["train", "t.csv"], ["data", "check", "t.csv"], ["t.csv"]])
  func aTableInPlaceOfAnExperimentPointsToInit(arguments: [String]) throws {
    let program = Program()
    try program.write(Self.csv, to: "t.csv")
    let output = try program.run(arguments)
    #expect(output.status == 1)
    #expect(
      output.error
        == "Error: `t.csv` should be an experiment, a YAML file. Found a table: `equipoise init t.csv` writes an "
        + "experiment for it.\n")
  }

  @Test func otherFormatsSayHowToMakeCSV() throws {
    let program = Program()
    try program.write("PAR1", to: "t.parquet")
    for command in ["compare", "init"] {
      let output = try program.run([command, "t.parquet"])
      #expect(output.status == 1)
      #expect(output.error.contains("Found a Parquet file"), "\(output.error)")
      #expect(output.error.contains("pandas.read_parquet(FILE).to_csv("), "\(output.error)")
    }
  }
}
