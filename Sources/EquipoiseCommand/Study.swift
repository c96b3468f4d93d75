import ArgumentParser
import Configuration
import Experiments
import Foundation
import Printing
import Processes
import Reports
import Studies

struct Study: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Published studies: what they claim, and what holds when it is tried.",
    discussion: """
      EXAMPLE
        equipoise study list
        equipoise study run landscape
        equipoise study check docs/studies --rerun 2
      """,
    subcommands: [StudyList.self, StudyShow.self, StudyRun.self, StudyReport.self, StudyCheckCommand.self])
}

/// The name of a study.
struct StudyName: ExpressibleByArgument {
  let card: StudyCard

  init?(argument: String) {
    guard let card = Studies.all[argument] else { return nil }
    self.card = card
  }

  static var allValueStrings: [String] { Studies.all.names }
}

/// The options of where a study's runs and data lie.
struct StudyPlaces: ParsableArguments {
  @OptionGroup var runs: RunsFolder

  @Option(
    help: ArgumentHelp("The folder of data sets; otherwise the one that EQUIPOISE_DATA names.", valueName: "folder"))
  var dataRoot: String?
}

struct StudyList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the studies, with what was run and what is missing.",
    discussion: """
      EXAMPLE
        equipoise study list
      """)

  @OptionGroup var places: StudyPlaces

  @Flag(help: "Prints the list as JSON.")
  var json = false

  func run() throws {
    let list = StudyState.all(in: places.runs.url, data: places.dataRoot)
    print(json ? try StudyState.json(list) : StudyState.text(list))
  }
}

struct StudyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a study: its claims, its protocol, what departs from the paper, and what it costs.",
    discussion: """
      EXAMPLE
        equipoise study show landscape
      """)

  @Argument(help: "The study.")
  var study: StudyName

  func run() throws { print(study.card.description()) }
}

struct StudyRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a study, or what is left of it, and judges its claims.",
    discussion: """
      Starting it again skips what is done and resumes what was interrupted. A quick run only shows that everything works.

      `equipoise work` on the study's folder takes part, on any machine that sees it.

      Ends with status 2 if claims stay untested, because data are missing or `--claims` leaves them out.

      EXAMPLE
        equipoise study run landscape
        equipoise study run sepsis --quick --claims 1,2 --budget 20m
      """)

  @Argument(help: "The study.")
  var study: StudyName

  @OptionGroup var places: StudyPlaces

  @Flag(help: "Runs little, to see whether everything works; claims get no verdict.")
  var quick = false

  @Flag(help: "Runs at the size of the paper, as far as the data allow.")
  var full = false

  @Option(help: ArgumentHelp("The numbers of the claims to test, with commas between.", valueName: "numbers"))
  var claims: String?

  @Option(help: ArgumentHelp("Stops after this time: 90s, 30m, 2h. The same command goes on.", valueName: "time"))
  var budget: ComparisonBudget?

  @Option(
    help: ArgumentHelp(
      "Trains one of several equal shares of the runs, as 2/8. The last command has the results of all.",
      valueName: "n/of"))
  var shard: String?

  @Flag(help: "Prints the claims as JSON.")
  var json = false

  func validate() throws {
    if quick && full { throw ValidationError("`--quick` and `--full` exclude each other. Found both.") }
  }

  /// The numbers of `--claims`.
  private func numbers() throws -> [Int]? {
    try claims.map { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
        guard let number = Int(word.trimmingCharacters(in: .whitespaces)) else {
          throw ValidationError("`--claims` should be numbers with commas between. Found \"\(text)\".")
        }
        return number
      }
    }
  }

  func run() throws {
    Interruption.watch()
    let scale: StudyCard.Scale = quick ? .quick : full ? .full : .standard
    let runner = try StudyRunner(
      study.card, scale, in: places.runs.url, data: places.dataRoot, claims: numbers())
    let share = try shard.map { try RunShard($0) }
    for data in runner.missing { StandardStreams.tell(runner.sentence(onMissing: data) + "\n") }
    guard !runner.hasNothingToTest else { throw ExitCode(ExitStatus.untested) }
    let meter = ComparisonMeter(quiet: json)
    let deadline = budget.map { ContinuousClock.now + .seconds($0.seconds) }
    let evidence = try ComparingOptions.training(alert: meter.alert) {
      try runner.run(
        executable: CommandLine.executable, command: CommandLine.command, shard: share,
        shouldStop: { Interruption.isRequested || deadline.map { $0 < .now } ?? false }, progress: meter,
        began: meter.began)
    }
    meter.finish()
    let page = StudyPage(study.card, evidence)
    let files = try page.write(to: runner.folder, withPage: true)
    print(json ? page.json() : page.terminal() + "\nPage: \(files[0].relativeToCurrentFolder)")
    if page.hasUntested { throw ExitCode(ExitStatus.untested) }
  }
}

struct StudyReport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the pages of studies that were run, and one overview of all.",
    discussion: """
      EXAMPLE
        equipoise study report landscape
        equipoise study report --all --output docs/studies --figures svg
      """)

  @Argument(help: "The studies; with `--all` none.")
  var studies: [StudyName] = []

  @OptionGroup var places: StudyPlaces

  @Flag(help: "All studies that were run.")
  var all = false

  @Option(help: ArgumentHelp("The folder for the pages; otherwise each lies next to its runs.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("Also draws the overview: svg or png.", valueName: "format"))
  var figures: Comparison.PictureFormat?

  func validate() throws {
    guard all == studies.isEmpty else {
      throw ValidationError("`study report` needs studies, or `--all`. Found \(all ? "both" : "neither").")
    }
  }

  func run() throws {
    let named = all ? Array(Studies.all) : studies.map(\.card)
    let pages = try named.compactMap { study -> StudyPage? in
      let file = StudyRunner.folder(of: study, .standard, in: places.runs.url).appending(path: StudyEvidence.fileName)
      guard FileManager.default.fileExists(atPath: file.path) else {
        if all { return nil }
        throw ValidationError("`study report` needs a study that was run: equipoise study run \(study.name).")
      }
      return StudyPage(study, try StudyEvidence(from: file))
    }
    guard !pages.isEmpty else {
      throw ValidationError(
        "`study report` needs a study that was run. Found none in \(places.runs.url.relativeToCurrentFolder).")
    }
    if let output {
      let files = try StudyOverview(pages).write(
        to: URL(filePath: output, directoryHint: .isDirectory), figures: figures)
      for file in files { print(file.relativeToCurrentFolder) }
    } else {
      for page in pages {
        let folder = StudyRunner.folder(of: page.study, .standard, in: places.runs.url)
        print(try page.write(to: folder, withPage: true)[0].relativeToCurrentFolder)
      }
    }
  }
}

struct StudyCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Derives what studies' pages say from their evidence again, and trains some runs again.",
    discussion: """
      Ends with status 1 if anything does not follow, or a run comes out otherwise, and with status 2 if data are missing.

      EXAMPLE
        equipoise study check docs/studies
        equipoise study check docs/studies --rerun 2
      """)

  @Argument(help: "The folder of a study's page, or the one above several.", completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("The number of runs of each study to train again.", valueName: "n"))
  var rerun = 0

  @Option(
    help: ArgumentHelp("The folder of data sets; otherwise the one that EQUIPOISE_DATA names.", valueName: "folder"))
  var dataRoot: String?

  func validate() throws { try BoundedOption.check("--rerun", rerun, in: 0...1000) }

  func run() throws {
    Interruption.watch()
    let place = URL(filePath: folder, directoryHint: .isDirectory)
    let files = StudyCheck.files(in: place)
    guard !files.isEmpty else {
      throw ValidationError("`study check` needs a folder with `\(StudyEvidence.fileName)`. Found none in \(folder).")
    }
    var isWhole = true, isTested = true
    let checks = try files.map { try StudyCheck($0) }
    for check in checks {
      var problems = try check.problems()
      var trained = 0
      let missing = rerun > 0 ? try check.missing(data: dataRoot) : []
      for data in missing {
        StandardStreams.tell(
          "\(NumberText.list(data.files)) \(data.files.count == 1 ? "is" : "are") missing, so no run of "
            + "\(check.study.name) is trained again.\n")
        isTested = false
      }
      if rerun > 0, missing.isEmpty {
        let trial = FileManager.default.temporaryDirectory.appending(path: "equipoise-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: trial) }
        let again = try ComparingOptions.training(alert: { StandardStreams.tell($0 + "\n") }) {
          try check.rerun(
            rerun, data: dataRoot, in: trial, executable: CommandLine.executable,
            shouldStop: { Interruption.isRequested })
        }
        problems += again.problems
        trained = again.trained
      }
      isWhole = isWhole && problems.isEmpty
      print(check.sentence(problems: problems, trained: trained))
    }
    for problem in StudyCheck.problems(withOverviewOf: checks, in: place) {
      isWhole = false
      print(problem)
    }
    if !isWhole { throw ExitCode.failure }
    if !isTested { throw ExitCode(ExitStatus.untested) }
  }
}
