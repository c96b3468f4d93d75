import Foundation
import OrderedCollections
import Tasks
import Testing
import Training

@Suite("Epochs chosen by the tasks' own metrics")
struct MetricSelectionTests {
  private let number: LearningTask
  private let answer: LearningTask

  init() throws {
    number = try LearningTask.regression("number").measured(by: ["rmse", "r2"])
    answer = try LearningTask.binary("answer").measured(by: ["auc", "accuracy"])
  }

  private func figures(_ metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>) -> SplitFigures {
    SplitFigures(losses: [:], metrics: metrics)
  }

  @Test func oneTaskIsJudgedByItsFirstMetricWhicheverWayIsBetter() {
    let error = SelectionCriterion.mainMetrics(of: [number], on: "validation")
    #expect(error.name == "validation rmse")
    #expect(error.value(figures(["number": ["rmse": 3, "r2": 0.9]])) == 3)
    let share = SelectionCriterion.mainMetrics(of: [answer], on: "validation")
    #expect(share.value(figures(["answer": ["auc": 0.8, "accuracy": 0.1]])) == -0.8)
    #expect(share.value(figures([:])) == nil)
  }

  @Test func severalTasksAreJudgedByRelativeChangesWhateverTheirUnits() throws {
    let criterion = SelectionCriterion.mainMetrics(of: [number, answer], on: "validation")
    #expect(criterion.name == "validation rmse, auc: mean over tasks")
    func value(_ rmse: Double, _ auc: Double?) throws -> Double {
      var metrics: OrderedDictionary<String, OrderedDictionary<String, Double>> = ["number": ["rmse": rmse]]
      metrics["answer"] = auc.map { ["auc": $0] }
      return try #require(criterion.value(figures(metrics)))
    }
    #expect(try abs(value(3, 0.8) - (log(3) + log(0.2)) / 2) < 1e-12)
    // An error that halves makes up for a distance from 1 that doubles, and in any unit.
    #expect(try abs(value(2, 0.6) - value(4, 0.8)) < 1e-12)
    #expect(try abs(value(2000, 0.6) - value(4000, 0.8)) < 1e-12)
    #expect(try value(2, 0.9) < value(2, 0.8))
    // A perfect share outweighs no more than its floor, and an epoch without the metric is no better than chance.
    #expect(try value(1, 1) == value(1, 0.9995))
    #expect(try value(1, nil) == value(1, 0))
    #expect(criterion.value(figures([:])) == nil)
  }
}
