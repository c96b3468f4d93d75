import Components
import Foundation
import Statistics
import Tasks
import Torch

/// Invented patients with a tumour in PET and CT, whose size and texture decide how long they live.
///
/// Two tasks: `tumour`, the mask, and `survival`, a time in days. With u the size and h the heterogeneity of the tumour, both uniform
/// in 0 … 1, and c the clinical number, of variance 1, the logarithm of the hazard is
///
///     η = √12 (u − ½) + 0.8 √12 (h − ½) + 0.3 c.
///
/// Times are exponential with the mean 1000 exp(−η), and observation ends at an exponential time of one mean for all. That mean gives
/// the expected share of censored patients.
///
/// Source: our own, at a small scale what M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim,
/// [DeepMTS](https://arxiv.org/abs/2109.07711), JBHI 2022, learn from patients: risk from size and texture of a tumour that
/// is segmented, too.
public struct TumourVolumes: Sendable, Hashable {
  /// The side of the volumes in places.
  public var side = 32
  /// The expected share of patients whose observation ends before their death.
  public var censored = 0.4
  /// Whether a patient's clinical number is an input next to the volumes.
  public var hasClinical = true
  /// The seed of the patients.
  public var seed: UInt64 = 0

  /// The name of the task of the mask.
  public static let maskName = "tumour"
  /// The name of the task of the times.
  public static let survivalName = "survival"
  /// The name of the tensor of PET and CT, `[2, side, side, side]`.
  public static let volumesName = "volumes"
  /// The name of the tensor of the clinical number, `[1]`.
  public static let clinicalName = "clinical"

  /// The mean survival time of a patient of mean hazard, in days.
  private static let meanTime = 1000.0
  private static let (ofSize, ofHeterogeneity, ofClinical) = (1.0, 0.8, 0.3)

  public init() {}

  /// The names of the tasks.
  public var taskNames: [String] { [Self.maskName, Self.survivalName] }

  /// What one sample looks like.
  public var input: InputDescription {
    let volumes = InputDescription.volume(channels: 2, depth: side, height: side, width: side)
    return hasClinical
      ? .several([.init(Self.volumesName, volumes), .init(Self.clinicalName, .vector(1))]) : volumes
  }

  /// The parts of the data that have random streams of their own.
  private enum Stream: UInt64 { case patient, times }

  /// A patient of a split.
  func patient(_ number: Int, _ split: Split) -> TumourPatient {
    TumourPatient(side: side, SplitMix64(key: seed, Stream.patient.rawValue, split.number, UInt64(number)))
  }

  /// The logarithm of the hazard, in units of one in 1000 days.
  static func logHazard(size: Double, heterogeneity: Double, clinical: Double) -> Double {
    let deviation = 12.0.squareRoot()
    return ofSize * deviation * (size - 0.5) + ofHeterogeneity * deviation * (heterogeneity - 0.5) + ofClinical
      * clinical
  }

  /// The label of a patient's time.
  private func label(_ patient: TumourPatient, _ number: Int, _ split: Split, censoringRate: Double) -> Float {
    var random = SplitMix64(key: seed, Stream.times.rawValue, split.number, UInt64(number))
    // In (0, 1], so that the logarithm is finite.
    func exponential() -> Double { -log(Double((random.next() >> 11) + 1) * 0x1p-53) }
    let hazard = exp(
      Self.logHazard(
        size: Double(patient.size), heterogeneity: Double(patient.heterogeneity), clinical: Double(patient.clinical)))
    let death = Self.meanTime * exponential() / hazard
    let end = censoringRate > 0 ? Self.meanTime * exponential() / censoringRate : .infinity
    return Float(SurvivalLabels.label(min(death, end), isEvent: death <= end))
  }

  /// The rate at which observations end, in units of one in 1000 days, that gives the expected share of censored patients.
  ///
  /// The share is the mean of rate / (rate + hazard), over a grid of sizes, heterogeneities and clinical numbers.
  var censoringRate: Double {
    guard censored > 0 else { return 0 }
    let grid = 24, clinical = stride(from: -3.5, through: 3.5, by: 0.5).map { ($0, exp(-$0 * $0 / 2)) }
    var hazards: [(weight: Double, hazard: Double)] = []
    for u in 0..<grid {
      for h in 0..<grid {
        for (number, weight) in clinical {
          let value = Self.logHazard(
            size: (Double(u) + 0.5) / Double(grid), heterogeneity: (Double(h) + 0.5) / Double(grid), clinical: number)
          hazards.append((weight, exp(value)))
        }
      }
    }
    let total = hazards.reduce(0) { $0 + $1.weight }
    func share(_ rate: Double) -> Double {
      hazards.reduce(0) { $0 + $1.weight * rate / (rate + $1.hazard) } / total
    }
    var (low, high) = (-20.0, 20.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if share(exp(middle)) < censored { low = middle } else { high = middle }
    }
    return exp(low)
  }

  /// The patients of a split.
  private func dataset(_ count: Int, _ split: Split, censoringRate: Double) -> InMemoryDataset {
    let places = side * side * side
    var volumes: [Float] = [], masks: [UInt8] = [], clinical: [Float] = [], times: [Float] = []
    volumes.reserveCapacity(2 * places * count)
    masks.reserveCapacity(places * count)
    for number in 0..<count {
      let patient = patient(number, split), drawn = patient.volumes()
      volumes += drawn.values
      masks += drawn.mask
      clinical.append(patient.clinical)
      times.append(label(patient, number, split, censoringRate: censoringRate))
    }
    let shape = [side, side, side], sole = Field(volumes, shape: [2] + shape)
    return InMemoryDataset(
      inputs: hasClinical
        ? [(Self.volumesName, sole), (Self.clinicalName, Field(clinical, shape: [1]))] : [(Inputs.usualName, sole)],
      targets: [
        // As a picture of 0 and 255, a mask takes a byte a place and becomes 0 and 1.
        Self.maskName: Field(image: masks, shape: [1] + shape), Self.survivalName: Field(times, absence: .censored),
      ])
  }

  /// Generates the patients.
  ///
  /// - Parameter train: the number of patients in this split; `validation` and `test` likewise. All are positive.
  public func source(train: Int, validation: Int, test: Int) -> DataSource {
    let rate = censoringRate
    return DataSource(
      name: "tumour-volumes", train: dataset(train, .train, censoringRate: rate),
      validation: dataset(validation, .validation, censoringRate: rate),
      test: dataset(test, .test, censoringRate: rate),
      tasks: [.mask(Self.maskName, isComplete: true), .survival(Self.survivalName, unit: "days", isComplete: true)],
      input: input)
  }
}
