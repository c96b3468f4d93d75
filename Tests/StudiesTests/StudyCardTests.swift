import Components
import Configuration
import Foundation
import Runs
import TestSupport
import Testing

@testable import Studies

@Suite struct StudyCardTests {
  /// Every study can be planned at every scale: its experiments are read, and its claims need experiments that it has.
  @Test(arguments: Studies.all.names, StudyCard.Scale.allCases)
  func experimentsAreConfigurations(_ name: String, _ scale: StudyCard.Scale) throws {
    let study = try Studies.all.find(name)
    let runner = try StudyRunner(study, scale, in: URL(filePath: "/runs"), data: "/data")
    let experiments = study.experiments(scale)
    #expect(Set(experiments.map(\.name)).count == experiments.count)
    for experiment in experiments {
      let configuration = try runner.configuration(experiment)
      #expect(configuration.name == experiment.name)
      // Rows of one method are configurations, which take the place of seeds.
      let isOfConfigurations = Set(configuration.comparison.methods.map(\.balancing.name)).count == 1
      let repetitions = isOfConfigurations ? configuration.comparison.methods.count : 1
      // A table that bears no claim may have the seeds of the paper.
      let bearsClaim = study.claims.contains { $0.experiments.contains(experiment.name) }
      #expect(scale == .quick || !bearsClaim || configuration.comparison.seeds.count * repetitions >= 5)
    }
    let simulations = study.simulations(scale)
    #expect(Set(simulations.map { [$0.group, $0.name] }).count == simulations.count)
    let named = Set(experiments.map(\.name) + simulations.map(\.group))
    for claim in study.claims {
      #expect(Set(claim.experiments).isSubset(of: named), "\(claim.sentence)")
      #expect(claim.margin > 0 || [.ordering, .exact].contains(claim.kind), "\(claim.sentence)")
      #expect(claim.sentence.hasSuffix(".") && claim.otherwise.hasSuffix("."))
    }
  }

  @Test(arguments: Studies.all.names)
  func cardsDescribeThemselves(_ name: String) throws {
    let study = try Studies.all.find(name)
    let text = study.description()
    for claim in study.claims { #expect(text.contains(String(claim.sentence.prefix(30)))) }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func aClaimThatTheStudyDoesNotHaveIsRefused() {
    #expect(
      errorText { try StudyRunner(SepsisStudy.card, .quick, in: URL(filePath: "/runs"), claims: [1, 9]) }
        == "`--claims` should name claims of sepsis, 1 to 8. Found 9.")
  }

  @Test func evidenceNamesNoPlaceOfTheMachine() throws {
    let runner = try StudyRunner(SepsisStudy.card, .quick, in: URL(filePath: "/home/me/runs"), data: "/home/me/data/")
    #expect(
      runner.portable("Found nan (`/home/me/data/log.csv` line 3, /home/me/runs/studies/sepsis-quick/cnn/ab).")
        == "Found nan (`${EQUIPOISE_DATA}/log.csv` line 3, ${STUDY}/cnn/ab).")
    let relative = try StudyRunner(SepsisStudy.card, .quick, in: URL(filePath: "/home/me/runs"), data: "data")
    #expect(relative.portable("no data at all") == "no data at all")
    let inside = "/home/me/runs/studies/sepsis-quick/data"
    let nested = try StudyRunner(SepsisStudy.card, .quick, in: URL(filePath: "/home/me/runs"), data: inside)
    #expect(nested.portable("\(inside)/log.csv") == "${EQUIPOISE_DATA}/log.csv")
  }

  @Test func missingDataSaysWhatToDo() throws {
    let runner = try StudyRunner(SepsisStudy.card, .quick, in: URL(filePath: "/runs"), data: "/nowhere", claims: [2])
    let missing = try #require(runner.missing.first)
    #expect(
      runner.sentence(onMissing: missing).hasPrefix(
        "process-monitoring/Sepsis.csv.gz is missing, so claim 2 of sepsis stays untested."))
    let state = StudyState.all(in: URL(filePath: "/nowhere"), data: "/nowhere").first { $0.name == "sepsis" }
    #expect(state?.state == "data missing: process-monitoring")
  }

  /// Tables that no claim names are a part of the whole study, and of no choice of claims.
  @Test func tablesWithoutAClaimAreRunWithTheWholeStudy() throws {
    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "process-monitoring"), withIntermediateDirectories: true)
    folder.write([], "process-monitoring/Sepsis.csv.gz")
    func names(_ scale: StudyCard.Scale, _ claims: [Int]? = nil) throws -> [String] {
      try StudyRunner(SepsisStudy.card, scale, in: folder.url, data: folder.url.path, claims: claims).experiments.map(
        \.name)
    }
    #expect(try names(.full) == ["cnn", "published-cnn", "published-lstm", "published-transformer"])
    #expect(try names(.standard) == ["cnn"] && names(.full, [1, 2]) == ["cnn"])
  }

  /// Data that only some claims need leave the others to be tested.
  @Test func claimsWithoutTheMissingDataAreTested() throws {
    let folder = TemporaryFolder()
    func claim(_ experiment: String) -> StudyClaim {
      StudyClaim(
        "A claim.", source: "here", confidence: .own, kind: .exact, experiments: [experiment], otherwise: "Nothing."
      ) { _ in .init(checks: []) }
    }
    let study = StudyCard(
      About("two", title: "Two", "two data sets"),
      data: [
        StudyData("a", file: "a/1.csv", "a/2.csv", source: "two tables"),
        StudyData("b", file: "b/1.csv", source: "a table"),
      ],
      minutes: 1, protocolText: [], claims: [claim("first"), claim("second"), claim("first")],
      experiments: { _ in
        ["a", "b"].enumerated().map {
          StudyExperiment(["first", "second"][$0], "data: {file: \"${EQUIPOISE_DATA:-data}/\($1)/1.csv\"}")
        }
      })
    func runner(_ claims: [Int]? = nil) throws -> StudyRunner {
      try StudyRunner(study, .standard, in: folder.url, data: folder.url.path, claims: claims)
    }
    #expect(try runner().hasNothingToTest && runner().missing.count == 2)
    #expect(
      try runner().sentence(onMissing: runner().missing[0])
        == "a/1.csv and a/2.csv are missing, so claims 1, 3 of two stay untested. Place two tables there, and name the folder "
        + "that holds it with `--data-root` or EQUIPOISE_DATA.")
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(at: folder.url.appending(path: name), withIntermediateDirectories: true)
    }
    folder.write([], "b/1.csv")
    folder.write([], "a/2.csv")
    #expect(try runner().experiments.map(\.name) == ["second"] && !runner().hasNothingToTest)
    #expect(try runner().missing.map(\.files) == [["a/1.csv"]])
    #expect(try runner([2]).missing.isEmpty && runner([1, 3]).hasNothingToTest)
  }

  /// The landscape's claims hold at its quick scale as far as that goes: what is not reached there is not reached at all.
  @Test func theLandscapeHasItsFigures() throws {
    let figures = try LandscapeStudy.card.computed(.quick)
    #expect(figures["updates of ew adam at 1"] == 22 && figures["updates of ew gd at 1"] == .infinity)
    #expect(figures["updates of cagrad gd at 1"] == 568)
  }
}
