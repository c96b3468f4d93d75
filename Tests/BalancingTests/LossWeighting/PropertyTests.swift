import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

@Suite struct PropertyTests {
  @Test func theComparisonNoticesAWrongAnswer() {
    #expect(isClose([1, 2], [1, 2 + 1e-12], .relative(1e-10)))
    #expect(!isClose([1, 2], [1, 2.0001], .relative(1e-10)))
    #expect(!isClose([1, 2], [1], .relative(1e-10)))
    #expect(!isClose([1], [.nan], .relative(1e-10)))
    #expect(!isClose([0], [1e-9], .relative(1e-10)))
  }

  @Test(arguments: MethodSample.all, LossVector.all)
  func weightsAreTheFactorsOfTheGradients(_ sample: MethodSample, _ losses: LossVector) throws {
    let answer = Answer(try sample.make(losses.count), losses.values)
    #expect(!answer.carriesGradient)
    #expect(answer.weights.count == losses.count)
    #expect(answer.weights.allSatisfy { $0.isFinite && ($0 >= 0 || sample.mayBeNegative) })
    #expect(answer.objective.isFinite)
    #expect(isClose(answer.weights, answer.gradient, .relative(1e-7)))
  }

  @Test(arguments: MethodSample.all, LossVector.all)
  func weightsSumToWhatTheCardSays(_ sample: MethodSample, _ losses: LossVector) throws {
    let method = try sample.make(losses.count)
    let sum = Answer(method, losses.values).weights.reduce(0, +)
    // What its card says holds for constant weights.
    if sample.parameters["gradient"] == "attached" { return }
    let exception: Double? =
      switch sample.parameters["sum"] ?? sample.parameters["reduction"] {
      case "one", "mean": 1
      case "tasks": Double(losses.count)
      default: nil
      }
    switch type(of: method).card.weightSum {
    case .free: return
    case .one: #expect(isClose(sum, exception ?? 1, .relative(1e-10)))
    case .taskCount: #expect(isClose(sum, exception ?? Double(losses.count), .relative(1e-10)))
    }
  }

  @Test(arguments: MethodSample.all.filter { !$0.isRandom && !$0.hasPlaces })
  func tasksInAnotherOrderGetTheirOwnWeights(_ sample: MethodSample) throws {
    // The order keeps each task's likelihood: 0 3, 1 4, 2 5 are alike.
    let losses = [0.2, 3, 0.05, 40, 1, 0.7]
    let order = [3, 4, 5, 0, 1, 2]
    let plain = Answer(try sample.make(6), losses)
    let permuted = Answer(try sample.make(6), order.map { losses[$0] })
    #expect(isClose(permuted.weights, order.map { plain.weights[$0] }, .relative(1e-10)))
    #expect(isClose(permuted.objective, plain.objective, .relative(1e-10)))
  }

  @Test(arguments: MethodSample.all)
  func notANumberIsNeverHidden(_ sample: MethodSample) throws {
    for bad in [Double.nan, .infinity] {
      let method = try sample.make(3)
      let objective = method.weigh(Tensor([0.5, bad, 2])).objective.item()
      #expect(!objective.isFinite, "\(bad) became \(objective)")
    }
  }

  @Test(arguments: MethodSample.all)
  func singlePrecisionAgreesWithDouble(_ sample: MethodSample) throws {
    let losses = [0.5, 1, 2, 0.25]
    let double = Answer(try sample.make(4), losses),
      single = Answer(try sample.make(4, dtype: .float32), losses, dtype: .float32)
    if sample.isRandom { return }
    #expect(isClose(single.weights, double.weights, .relative(1e-5)))
    #expect(isClose(single.objective, double.objective, .relative(1e-5)))
  }

  @Test(arguments: MethodSample.all, [[true, false, true], [false, false, true], [true, true, true]])
  func absentTasksAreAsIfTheyWereNotThere(_ sample: MethodSample, _ present: [Bool]) throws {
    if sample.isRandom || sample.parameters["reduction"] == "mean" || sample.parameters["form"] == "likelihood" {
      return
    }
    // Scalarization and DWA do not give an absent task's weight to the others.
    let losses = [0.5, 4, 2]
    let kept = losses.indices.filter { present[$0] }
    let masked = Answer(try sample.make(3), losses, present: present)
    let alone: any LossWeighting
    if sample.name == "scalarization" {
      alone = try MethodSample("scalarization", ["weights": .numbers(kept.map { Double($0 + 1) / 3 })]).make(kept.count)
    } else {
      alone = try sample.make(kept.count, places: kept)
    }
    let few = Answer(alone, kept.map { losses[$0] })
    #expect(isClose(kept.map { masked.weights[$0] }, few.weights, .relative(1e-10)))
    #expect(isClose(masked.objective, few.objective, .relative(1e-10)))
    for index in losses.indices where !present[index] {
      #expect(masked.weights[index] == 0)
      #expect(masked.gradient[index] == 0)
    }
  }

  @Test(arguments: MethodSample.all)
  func anAbsentTaskMayHaveAnyLoss(_ sample: MethodSample) throws {
    for bad in [0, .nan, .infinity] as [Double] {
      let method = try sample.make(3)
      let answer = Answer(method, [0.5, bad, 2], present: [true, false, true])
      #expect(answer.objective.isFinite)
      #expect(answer.weights[1] == 0)
      #expect(answer.gradient.allSatisfy { $0.isFinite })
      #expect(answer.gradient[1] == 0)
      let losses = Tensor([0.5, bad, 2])
      for (_, scale) in method.learnedScales {
        let objective = method.weigh(losses, present: Tensor([1, 0, 1] as [Float])).objective
        let gradient = Tensor.grad(of: [objective], respectTo: [scale])[0]?.array(of: Double.self)
        #expect(gradient?[1] == 0)
        #expect(gradient?.allSatisfy { $0.isFinite } == true)
      }
    }
  }

  @Test(arguments: MethodSample.all)
  func aBatchWithoutAnyLabelContributesNothing(_ sample: MethodSample) throws {
    let answer = Answer(try sample.make(3), [0, 0, 0], present: [false, false, false])
    #expect(answer.objective == 0)
    #expect(answer.weights == [0, 0, 0])
    #expect(answer.gradient == [0, 0, 0])
  }

  @Test func everyPairOfMethodsDiffers() throws {
    let losses = [0.5, 1, 3]
    let answers = try MethodSample.defaults.map { sample in
      let method = try sample.make(3)
      // Some methods say nothing before they have seen something.
      try disturb(method, 1)
      return (sample.name, Answer(method, losses))
    }
    for (index, (name, a)) in answers.enumerated() {
      for (other, b) in answers[..<index] {
        // Their gradients are one, as their cards say; one objective is constant, the other shows progress.
        if [other, name] == ["uw-o", "log-sum"] {
          #expect(!isClose(a.objective, b.objective, .relative(1e-3)))
          continue
        }
        #expect(
          !isClose(a.weights, b.weights, .relative(1e-3)), "\(name) and \(other) should differ. Both are \(a.weights).")
      }
    }
  }

  @Test(arguments: [["form": "unified"], ["form": "likelihood"], ["form": "revised"]] as [[String: SettingValue]])
  func formsOfUncertaintyWeightingDiffer(_ parameters: [String: SettingValue]) throws {
    let losses = [0.5, 1, 3]
    let others = MethodSample.all.filter { other in
      other.name == "uw" && (other.parameters["form"] ?? "unified") != parameters["form"]
    }
    let mine = Answer(try MethodSample("uw", parameters).make(3), losses)
    for other in others {
      #expect(!isClose(mine.objective, Answer(try other.make(3), losses).objective, .relative(1e-3)))
    }
  }
}
