import Tasks
import Testing
import Torch

@testable import Experiments

/// Predictions leave in the precision in which they are evaluated, and read back to the same number.
@Suite struct PredictionPrecisionTests {
  private func cells(_ predictions: Tensor) -> [String] {
    let column = PredictionTable.Column(name: "y", predictions)
    return (0..<predictions.count).map(column.cell)
  }

  /// Seconds since 1970, where float32 has steps of 128.
  @Test func largeNumbersKeepTheirDigits() throws {
    let task = LearningTask.regression("when", mean: 1.7e9, standardDeviation: 12.5)
    let outputs = Tensor([-1, 0, 0.125, 2] as [Float], shape: [4, 1])
    let predictions = task.prediction(outputs)
    let wanted = [1_699_999_987.5, 1_700_000_000, 1_700_000_001.5625, 1_700_000_025]
    #expect(predictions.array(of: Double.self) == wanted)
    #expect(cells(predictions).compactMap(Double.init) == wanted)
  }

  @Test func probabilitiesNearOneStayApart() {
    let found = cells(LearningTask.binary("z").prediction(Tensor([20, 25] as [Float]))).compactMap(Double.init)
    #expect(found.count == 2 && found[0] < found[1] && found[1] < 1)
  }

  /// 0.1 in float32 is not printed with the digits that float64 adds to it.
  @Test func numbersThatWereNotScaledArePrintedAsTheyAre() {
    #expect(cells(LearningTask.regression("y").prediction(Tensor([0.1, -3] as [Float]))) == ["0.1", "-3.0"])
  }
}
