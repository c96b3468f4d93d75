import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct PermutedDigitsTests {
  private let folder = TemporaryFolder()

  /// Pictures of one pixel, whose value is their number, and whose class is the number's last digit.
  init() {
    for (part, count) in [("train", 60), ("t10k", 20)] {
      let (numbers, length) = ((0..<count).map { UInt8($0) }, UInt8(count))
      _ = folder.write([0, 0, 8, 3, 0, 0, 0, length, 0, 0, 0, 1, 0, 0, 0, 1] + numbers, "\(part)-images-idx3-ubyte")
      _ = folder.write([0, 0, 8, 1, 0, 0, 0, length] + numbers.map { $0 % 10 }, "\(part)-labels-idx1-ubyte")
    }
  }

  private func task(_ number: Int, seed: UInt64 = 0) -> PermutedDigits {
    var task = PermutedDigits()
    (task.task, task.tasks, task.train, task.validation, task.test, task.seed) = (number, 2, 20, 10, 10, seed)
    return task
  }

  /// The numbers of a split's pictures, and what the task calls their classes.
  private func pictures(_ dataset: any Dataset, _ name: String) throws -> (numbers: [Int], labels: [Int]) {
    let batch = try dataset.batch(Array(0..<dataset.count))
    let pixels = batch.inputs.sole.flatten(from: 0, to: -1).array(of: Double.self)
    return (
      pixels.map { Int(($0 * 255).rounded()) }, batch.targets[name]!.array(of: Int64.self).map { Int($0) }
    )
  }

  @Test func everyClassHasItsNameInTheTasksOrder() throws {
    for number in [1, 2] {
      let task = task(number), names = task.permutation
      #expect(names.sorted() == Array(0..<10))
      let found = try pictures(task.source(folder: folder.url).train, task.taskName)
      #expect(found.labels == found.numbers.map { names[$0 % 10] })
    }
    #expect(task(1).permutation != task(2).permutation)
    #expect(task(1).permutation != task(1, seed: 1).permutation)
  }

  @Test func tasksShareNoPicture() throws {
    let sources = try [1, 2].map { try task($0).source(folder: folder.url) }
    let training = try sources.flatMap { source in
      try [source.train, source.validation].flatMap { try pictures($0, source.tasks[0].name).numbers }
    }
    #expect(training.sorted() == Array(0..<60))
    let test = try sources.flatMap { try pictures($0.test, $0.tasks[0].name).numbers }
    #expect(test.sorted() == Array(0..<20))
  }

  @Test func tooFewPicturesForAllTasksAreNamed() throws {
    var task = task(1)
    task.train = 21
    let file = folder.url.appending(path: "train-images-idx3-ubyte").path
    #expect(
      throws: DatasetError(
        "`train` and `validation` of 2 tasks should together be at most 60, the images of `\(file)`. Found 31 of each task."
      )
    ) { try task.source(folder: folder.url) }
  }
}
