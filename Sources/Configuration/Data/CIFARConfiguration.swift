import Components
import Datasets
import Foundation

/// CIFAR-10 in its binary form, with yes-or-no tasks that are sets of its classes.
package struct CIFARConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "cifar", title: "CIFAR-10", "small colour pictures of ten classes, and tasks that are sets of these classes",
      citation: Citation(
        "A. Krizhevsky", "Learning Multiple Layers of Features from Tiny Images", "Technical report", 2009,
        "University of Toronto"),
      settings: [
        Setting(
          "files",
          .section([
            Setting(
              "train", .texts("paths"), isRequired: true,
              "path of the file of training pictures, plain or `.gz`, or a list of such paths"),
            Setting("test", .path, isRequired: true, "path of the file of test pictures"),
          ]), isRequired: true, "the files in CIFAR-10's binary form"),
        Setting(
          "derived",
          .sections([
            Setting("name", .text("a name"), isRequired: true, "the task's name"),
            Setting(
              "classes", .texts("classes"), isRequired: true,
              "a list of the classes that are answered with yes, by their names or by their numbers, 0 to 9"),
          ]), "a list of yes-or-no tasks: whether a picture shows one of some classes; none for the task `class` alone"),
        Setting(
          "split",
          .section([
            Setting(
              "validation", .number(.properFraction), default: 0.1,
              "share of the training pictures: 5,000 of CIFAR-10's 50,000. With 0 all are trained on, and a fifth of them serves as validation too"
            ), SplitDraw.seedSetting("seed of the choice"),
          ]), "the validation pictures, which are held out of those for training"),
      ]),
    usualTrunk: "resnet18", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute paths of the files of training pictures.
  package var train: [String]
  /// The absolute path of the file of test pictures.
  package var test: String
  /// The tasks besides that of ten classes.
  package var derived: [CIFAR10.DerivedTask]
  let split: HeldOutConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    let files = try section.section("files")
    train = try files.paths("train")
    test = try files.path("test")
    var names: Set = [CIFAR10.classTask]
    derived = try section.sections("derived").map { item in
      let name = try item.string("name")
      guard names.insert(name).inserted else {
        throw ConfigurationError(
          "Tasks should have different names. Found \(Found.quoted(name)) twice.", at: item.origin(of: "name"))
      }
      return CIFAR10.DerivedTask(name, classes: try item.classesOfCIFAR("classes"))
    }
    split = try HeldOutConfiguration(reading: section.section("split"))
  }

  package var taskNames: [String] { [CIFAR10.classTask] + derived.map(\.name) }

  package var draw: SplitDraw? { split.draw }

  private func settings(_ reading: DataReading) -> CIFAR10 {
    CIFAR10(
      train: train.map { URL(filePath: $0) }, test: URL(filePath: test), derived: derived,
      validation: split.validation, seed: split.seed.value(for: reading))
  }

  package func source(_ reading: DataReading) throws -> DataSource { try .cifar10(settings(reading)) }

  package func standIn(_ reading: DataReading) -> DataSource? {
    .standIn("cifar10", tasks: settings(reading).tasks, height: CIFAR10.side, width: CIFAR10.side)
  }
}

extension DeclaredSection {
  /// Some of the ten classes, by their names or numbers.
  fileprivate func classesOfCIFAR(_ key: String) throws -> Set<Int> {
    let names = CIFAR10.classNames
    let numbers = names.indices.map(String.init)
    let chosen = try read(key, default: [Int]?.none, write: { .list($0, $1) { .value(names[$0]) } }) { node, path in
      let listed = try node.list(path, of: "classes") { item, path in
        let word = try item.word(path, among: names + numbers, called: "a class of CIFAR-10 or its number")
        return names.firstIndex(of: word) ?? numbers.firstIndex(of: word)!
      }
      let chosen = Set(listed).sorted()
      guard chosen.count == listed.count, (1..<names.count).contains(chosen.count) else {
        throw ConfigurationError(
          "`\(path)` should be different classes, at least one and not all ten. Found \(chosen.count) classes in a list of "
            + "\(listed.count).", at: node.origin)
      }
      return chosen
    }
    return Set(chosen)
  }
}
