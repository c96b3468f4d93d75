import Printing
import Runs
import Statistics

extension RunResult {
  /// The processor seconds of a training, which other programs do not change; the seconds where none were counted.
  var cost: Double { processorSeconds ?? seconds }
}

extension ReportTable.Cell {
  /// The mean of some values with their standard deviation, as in "71.3 ± 0.8"; without one for a single value, absent for none.
  static func spread(of values: [Double], decimals: Int) -> ReportTable.Cell {
    guard let mean = Statistics.mean(values) else { return .absent }
    return .init(text: NumberText.spread(mean, Statistics.standardDeviation(values), decimals))
  }
}
