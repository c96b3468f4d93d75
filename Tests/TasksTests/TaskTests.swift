import TestSupport
import Testing
import Torch

@testable import Components
@testable import Tasks

@Suite struct TaskTests {
  @Test func templatesChooseLossAndMetrics() {
    let task = LearningTask.segmentation("segmentation", classes: 13)
    #expect(task.outputs == 13)
    #expect(task.metrics.map(\.name) == ["mIoU", "pixel-accuracy"])
    #expect(task.metrics.allSatisfy { $0.direction == .higherIsBetter && $0.unit == "" && $0.version == "1" })
    #expect(LearningTask.depth("d").metrics.map(\.unit) == ["m", ""])
    #expect(LearningTask.depth("d").metrics.map(\.title) == ["absolute error", "relative error"])
    #expect(LearningTask.depth("d").metrics.allSatisfy { $0.direction == .lowerIsBetter })
    #expect(LearningTask.normals("n").metrics.map(\.unit) == ["°", "°", "", "", ""])
    #expect(LearningTask.normals("n").outputs == 3)
    #expect(LearningTask.regression("r").loss.likelihood == .gaussian)
  }

  @Test func lossAndMetricsAreReplacedByName() throws {
    let task = try LearningTask.regression("r").trained(with: "huber", ["delta": 0.5]).measured(by: ["r2", "pearson"])
    #expect((task.loss as? HuberLoss)?.delta == 0.5)
    #expect(task.metrics.map(\.title) == ["R²", "Pearson correlation"])
    let depth = try LearningTask.depth("d").trained(with: "l2")
    #expect((depth.loss as? L2Loss)?.missing == 0)
  }

  @Test func weightsByNameAreInTheOrderOfTheClasses() throws {
    func weights(_ values: SettingValue, _ classes: [String]) throws -> [Double]? {
      let loss = try Losses.named("cross-entropy", ["class-weights": values], for: .classes(3), classes: classes)
      return (loss as? CrossEntropy)?.classWeights
    }
    let names = ["oak", "elm", "10"]
    #expect(try weights(["10": 3, "elm": 2, "oak": 1], names) == [1, 2, 3])
    #expect(try weights([1, 2, 3], names) == [1, 2, 3])
    #expect(
      errorText { try weights(["oak": 1, "elm": 2, "ten": 3], names) }
        == "`class-weights` should name classes of the task. Found `ten`. The classes are `oak`, `elm`, `10`.")
    #expect(
      errorText { try weights(["oak": 1, "emm": 2, "10": 3], names) }
        == "`class-weights` should name classes of the task. Found `emm`. Did you mean `elm`? "
        + "The classes are `oak`, `elm`, `10`.")
    #expect(
      errorText { try weights(["oak": 1, "10": 3], names) }
        == "`class-weights` should have a number for each class. Found none for `elm`. The classes are `oak`, `elm`, `10`."
    )
    #expect(
      errorText { try weights(["oak": 1], []) }
        == "`class-weights` should be a list of numbers, as the task's classes have no names. Found numbers by name.")
    let labels = try LearningTask.binary("z", labels: 2).trained(
      with: "binary-cross-entropy", ["positive-weights": ["b": 2, "a": 3]], classes: ["a", "b"])
    #expect((labels.loss as? BinaryCrossEntropy)?.positiveWeights == [3, 2])
  }

  @Test func everyLossMakesItselfForItsLabels() throws {
    let labels: [Labels] = [
      .classes(3), .binary, .numbers(), .directions(), Labels(.survival()), Labels(.survival(intervals: [0, 1])),
    ]
    for card in Losses.all {
      #expect(labels.contains { (try? Losses.named(card.name, for: $0)) != nil }, "\(card.name)")
    }
  }

  @Test func errorsSayWhatShouldHoldAndWhatWasFound() {
    let numbers = Labels.numbers()
    #expect(errorText { try Losses.named("hubr", for: numbers) } == "`hubr` is not a loss. Did you mean `huber`?")
    #expect(
      errorText { try Losses.named("huber", ["delta": -1], for: numbers) } == "`delta` should be positive. Found -1.0.")
    #expect(
      errorText { try Losses.named("huber", ["dleta": 1], for: numbers) }
        == "`dleta` is not a parameter of `huber`. Did you mean `delta`?")
    #expect(
      errorText { try Losses.named("huber", ["delta": "big"], for: numbers) }
        == "`delta` should be a number, positive. Found `big`.")
    #expect(errorText { try Losses.named("huber", for: .binary) } == "`huber` is not a loss of yes-or-no labels.")
    #expect(
      errorText { try Losses.named("cross-entropy", ["class-weights": [1, 2]], for: .classes(3)) }
        == "`class-weights` should have one number for each class, 3 in all. Found 2.")
    #expect(
      errorText { try Losses.named("cross-entropy", ["class-weights": [1, -2, 1]], for: .classes(3)) }
        == "`class-weights` should each be zero or positive. Found -2.0.")
    #expect(
      errorText { try Losses.named("cross-entropy", ["class-weights": ["a": -2]], for: .classes(1), classes: ["a"]) }
        == "`class-weights` should each be zero or positive. Found -2.0.")
    #expect(
      errorText { try Losses.named("dice", ["squared": 1], for: .binary) }
        == "`squared` should be true or false. Found `1`.")
    #expect(
      errorText { try LearningTask.segmentation("s", classes: 3).measured(by: ["miou"]) }
        == "`miou` is not a metric of class labels. Did you mean `mIoU`?")
    #expect(
      errorText { try LearningTask.depth("d").measured(by: [String]()) }
        == "The task `d` should have a metric. Found none.")
    #expect(
      errorText { try LearningTask.regression("y").measured(by: ["mae", "rmse", "mae"]) }
        == "The task `y` should have each metric once. Found `mae` twice.")
    #expect(
      errorText { try LearningTask("t", .regression, outputs: 1, labels: numbers, loss: L2Loss(), metrics: []) }
        == "The task `t` should have a metric. Found none.")
  }

  @Test func targetsAreCheckedOnce() {
    func check(_ task: LearningTask, _ values: [Double], _ shape: [Int]? = nil) -> String {
      errorText { try task.validate(Tensor(values, shape: shape)) }
    }
    let classes = LearningTask.classification("animal", classes: 13)
    #expect(check(classes, [0, 12, -1]) == "no error")
    #expect(check(classes, [0, 13]) == "`animal` labels should be between 0 and 12, or -1 for none. Found 13.")
    #expect(check(classes, [-2]) == "`animal` labels should be between 0 and 12, or -1 for none. Found -2.")
    #expect(check(.binary("flag"), [0, 1, -1, .nan]) == "no error")
    #expect(check(.binary("flag"), [0.5]) == "`flag` labels should be 0 or 1, or -1 or NaN for none. Found 0.5.")
    #expect(check(.regression("r"), [.nan, 3]) == "no error")
    #expect(check(.regression("r"), [.infinity]) == "`r` labels should be finite. Found inf.")
    #expect(check(.depth("d"), [0, 3]) == "no error")
    #expect(check(.depth("d"), [.nan]) == "`d` labels should be finite. Found nan.")
    #expect(check(.normals("n"), [0, 0, .nan], [1, 3]) == "`n` labels should be finite. Found nan.")
    #expect(check(.regression("r", isComplete: true), [.nan]) == "`r` labels should all be present. Found nan.")
    #expect(
      check(.classification("c", classes: 2, isComplete: true), [-1]) == "`c` labels should all be present. Found -1.")
    #expect(check(classes, []) == "no error")
  }

  @Test func labelsAreCounted() {
    #expect(LearningTask.depth("d").labelled(Tensor([0, 1, 2] as [Float])).item() == 2)
    #expect(LearningTask.regression("r").labelled(Tensor([0, .nan, 2] as [Float])).item() == 2)
    #expect(LearningTask.classification("c", classes: 3).labelled(Tensor([0, -1] as [Int])).item() == 1)
    #expect(LearningTask.binary("b").labelled(Tensor([0, -1, .nan, 1] as [Float])).item() == 2)
    #expect(
      LearningTask.normals("n").labelled(Tensor([0, 0, 0.6, 0, -0.6, 0] as [Float], shape: [1, 3, 2, 1])).item() == 1)
  }

  @Test func namesOfAllMetricsAreListed() {
    let names = Metrics.all.names
    #expect(names.contains("mIoU") && names.contains("within-30") && names.contains("r2"))
    #expect(Set(names).count == names.count)
  }
}
