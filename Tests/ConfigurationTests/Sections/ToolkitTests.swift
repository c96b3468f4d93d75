import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration

@Suite("The configuration with the toolkit's own methods, losses and data")
struct ToolkitTests {
  @Test(arguments: ReferenceTests.examples + ["scenes-protocol"])
  func everyExampleReads(name: String) throws {
    let file = packageFolder.appending(path: "examples/\(name).yaml")
    let document = try ConfigurationDocument(contentsOf: file, environment: ["EQUIPOISE_DATA": "/data"])
    let experiment = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    for method in experiment.comparison.methods {
      for point in method.points(tasks: 2) { _ = try experiment.run(point, seed: 1) }
    }
  }

  @Test(arguments: [
    ("sepsis-cnn", 1e-3, [1e-4, 1e-4, 1e-3]), ("sepsis-lstm", 1e-3, [1e-4, 1e-3, 1e-3]),
    ("sepsis-transformer", 1e-4, [1e-3, 1e-4, 1e-4]),
  ])
  func theEventLogsExamplesHaveThePublishedSettings(name: String, rate: Double, alone: [Double]) throws {
    let file = packageFolder.appending(path: "examples/\(name).yaml")
    let document = try ConfigurationDocument(contentsOf: file, environment: ["EQUIPOISE_DATA": "/data"])
    let experiment = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    let data = try #require(experiment.data as? EventLogConfiguration)
    #expect(data.file == "/data/process-monitoring/Sepsis.csv.gz")
    #expect(data.rules == .published && data.seed == nil)
    #expect(experiment.training.keepsLastBatch && experiment.training.batch == 32)
    #expect(experiment.training.epochs == 200 && experiment.training.patience == 10)
    #expect(experiment.training.learningRate == rate)
    #expect(experiment.comparison.seeds == [42, 123, 2025])
    for (task, expected) in zip(data.taskNames, alone) {
      let cell = try experiment.run(alone: task, seed: 123)
      #expect(cell.configuration.training.learningRate == expected)
      #expect(cell.configuration.only == [task] && cell.configuration.seed == 123)
    }
  }

  @Test(arguments: ExperimentCatalogue.toolkit.methods.map(\.name))
  func eachMethodReadsWithItsDefaultsOrSaysWhatItNeeds(name: String) throws {
    let document = try ConfigurationDocument(yaml: "balancing: \(name)")
    let schema = try #require(ExperimentCatalogue.toolkit.methods.first { $0.name == name })
    let message = errorText { _ = try ExperimentConfiguration(reading: document, catalogue: .toolkit) }
    let needed = schema.settings.first { $0.isRequired && $0.fallback == nil }?.name
    #expect(message == needed.map { "`balancing.\($0)` is missing. (experiment.yaml:1)" } ?? "no error")
  }

  @Test func augmentationsAreNamesOrSectionsWithSettings() throws {
    func read(_ list: String) throws -> ExperimentConfiguration {
      try ExperimentConfiguration(
        reading: ConfigurationDocument(yaml: "training: {augmentation: \(list)}"), catalogue: .toolkit)
    }
    func written(_ list: String) throws -> String {
      let lines = try read(list).resolved.yaml().split(separator: "\n").map { $0.split(separator: "#")[0] }
      let first = try #require(lines.firstIndex { $0.hasPrefix("  augmentation:") })
      let rest = lines[(first + 1)...].prefix { $0.hasPrefix("   ") }
      return ([lines[first]] + rest).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    }
    #expect(try written("[]") == "augmentation: []")
    #expect(try written("[flip]") == "augmentation: [flip]")
    let short = try written("[flip, corruption]")
    #expect(short == (try written("[{kind: flip}, {kind: corruption, kinds: [common], probability: 1}]")))
    #expect(short.contains("kinds: [common]") && short.contains("constants: auto"))
    let chosen = try read("[flip, {kind: corruption, severities: [2]}]").training.augmentation
    #expect(chosen.map(\.name) == ["flip", "corruption"])
    #expect(chosen[1].settings.wholeNumbers("severities") == [2])
  }

  @Test(arguments: [
    (
      "severities: [0]",
      "`training.augmentation.0.severities.0` should be between 1 and 5. Found 0. (experiment.yaml:1)"
    ),
    ("severities: []", "`training.augmentation.0.severities` should name a severity. Found none. (experiment.yaml:1)"),
    ("kinds: [fogg]", "`fogg` is not a corruption. Did you mean `fog`? (experiment.yaml:1)"),
    (
      "severity: [1]",
      "`severity` is not a key of `training.augmentation.0` where `kind` is `corruption`. Did you mean `severities`? (experiment.yaml:1)"
    ),
  ]) func settingsOfAnAugmentationAreChecked(settings: String, message: String) {
    let yaml = "training: {augmentation: [{kind: corruption, \(settings)}]}"
    #expect(
      errorText {
        _ = try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
      } == message)
  }

  @Test func evaluationsUnderCorruptionsHaveTheCommonOnesByDefault() throws {
    func read(_ yaml: String) throws -> ExperimentConfiguration {
      try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
    }
    let usual = try #require(read("evaluation: {corruptions: {}}").corruptions)
    #expect(usual.kinds.count == 15 && usual.severities == [1, 2, 3, 4, 5] && usual.column == nil && usual.seed == 0)
    let chosen = try #require(
      read("evaluation: {corruptions: {kinds: [fog], severities: [5], constants: 32}}").corruptions)
    #expect(chosen.kinds.map(\.name) == ["fog"] && chosen.severities == [5] && chosen.column?.rawValue == "32")
    // Without corruptions the run is the one that it was before there was the section.
    let plain = try read("{}")
    for yaml in ["evaluation: {}", "evaluation: {corruptions: none}"] {
      #expect(try read(yaml).corruptions == nil && read(yaml).run().hash() == plain.run().hash())
    }
    #expect(try read("evaluation: {corruptions: {}}").run().hash() != plain.run().hash())
  }

  @Test(arguments: [
    (
      "severities: [6]", "`evaluation.corruptions.severities.0` should be between 1 and 5. Found 6. (experiment.yaml:1)"
    ),
    ("severities: []", "`evaluation.corruptions.severities` should name a severity. Found none. (experiment.yaml:1)"),
    ("kinds: [fogg]", "`fogg` is not a corruption. Did you mean `fog`? (experiment.yaml:1)"),
    ("kinds: []", "`evaluation.corruptions.kinds` should name a corruption. Found none. (experiment.yaml:1)"),
    (
      "probability: 1",
      "`probability` is not a key of `evaluation.corruptions`. Its keys are `kinds`, `severities`, `constants`, `seed`. (experiment.yaml:1)"
    ),
  ]) func settingsOfAnEvaluationAreChecked(settings: String, message: String) {
    let yaml = "evaluation: {corruptions: {\(settings)}}"
    #expect(
      errorText {
        _ = try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
      } == message)
  }

  @Test func theReferenceNamesTheAugmentations() throws {
    let section = try ReferenceTests.section("## `training`")
    let row = try #require(section.components(separatedBy: "\n").first { $0.hasPrefix("| `augmentation` |") })
    for name in ExperimentCatalogue.toolkit.augmentations.names { #expect(row.contains("`\(name)`")) }
  }
}
