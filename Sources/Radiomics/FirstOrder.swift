import Foundation
import Statistics

/// Features of the values of a region, wherever they are.
public enum FirstOrder {
  /// - Parameters:
  ///   - shift: is added to the values for the energies and the root of the mean square.
  ///   - levels: the bins of entropy and uniformity.
  public static func features(_ region: Region, _ levels: GreyLevels, shift: Double = 0) -> [Feature] {
    let values = region.inner, count = Double(values.count), sorted = values.sorted()
    func mean(_ values: [Double]) -> Double { Statistics.mean(values) ?? .nan }
    let average = mean(values)
    func moment(_ power: Int) -> Double { mean(values.map { pow($0 - average, Double(power)) }) }
    func percentile(_ share: Double) -> Double { Statistics.quantile(ofSorted: sorted, share) }
    let (tenth, ninetieth) = (percentile(0.1), percentile(0.9))
    let core = values.filter { $0 >= tenth && $0 <= ninetieth }, ofCore = mean(core)
    let energy = values.reduce(0) { $0 + ($1 + shift) * ($1 + shift) }
    let variance = moment(2)
    let shares = levels.histogram.map { Double($0) / count }
    return [
      .init("10Percentile", tenth), .init("90Percentile", ninetieth), .init("Energy", energy),
      .init("Entropy", Logarithm.entropy(shares)), .init("InterquartileRange", percentile(0.75) - percentile(0.25)),
      .init("Kurtosis", variance > 0 ? moment(4) / (variance * variance) : 0), .init("Maximum", sorted.last!),
      .init("MeanAbsoluteDeviation", mean(values.map { abs($0 - average) })), .init("Mean", average),
      .init("Median", percentile(0.5)), .init("Minimum", sorted[0]), .init("Range", sorted.last! - sorted[0]),
      .init("RobustMeanAbsoluteDeviation", mean(core.map { abs($0 - ofCore) })),
      .init("RootMeanSquared", (energy / count).squareRoot()),
      .init("Skewness", variance > 0 ? moment(3) / pow(variance, 1.5) : 0),
      .init("TotalEnergy", region.voxelVolume * energy),
      .init("Uniformity", shares.reduce(0) { $0 + $1 * $1 }), .init("Variance", variance),
    ]
  }
}
