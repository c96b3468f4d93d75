import Components
import Foundation
import Statistics
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Invented patients whose tumour decides how long they live.
@Suite struct TumourVolumesTests {
  private func law(side: Int = 16) -> TumourVolumes {
    var law = TumourVolumes()
    law.side = side
    return law
  }

  private func batch(_ law: TumourVolumes, _ count: Int = 3) throws -> Batch {
    try law.source(train: count, validation: 1, test: 1).train.batch(Array(0..<count))
  }

  @Test func aSampleHasVolumesAClinicalNumberAMaskAndATime() throws {
    let law = law(), source = law.source(train: 3, validation: 2, test: 1), batch = try source.train.batch([0, 1, 2])
    #expect(source.train.count == 3 && source.validation.count == 2 && source.test.count == 1)
    #expect(source.input.sizes == "volumes [2, 16, 16, 16] and clinical [1]")
    #expect(batch.inputs.tensors.map(\.name) == ["volumes", "clinical"])
    #expect(batch.inputs["volumes"]!.shape == [3, 2, 16, 16, 16] && batch.inputs["clinical"]!.shape == [3, 1])
    #expect(batch.targets["tumour"]!.shape == [3, 1, 16, 16, 16] && batch.targets["survival"]!.shape == [3])
    #expect(source.tasks.map(\.name) == ["tumour", "survival"])
  }

  @Test func withoutClinicalNumbersTheVolumesStandAlone() throws {
    var law = law()
    let with = try batch(law)
    law.hasClinical = false
    let without = try batch(law)
    #expect(law.input == .volume(channels: 2, depth: 16, height: 16, width: 16))
    #expect(without.inputs.sole.array(of: Float.self) == with.inputs["volumes"]!.array(of: Float.self))
  }

  @Test func targetsAreLabelsOfTheirTasks() throws {
    let source = law().source(train: 8, validation: 1, test: 1), batch = try source.train.batch(Array(0..<8))
    for task in source.tasks { try task.validate(batch.targets[task.name]!) }
    #expect(source.train.labelledSamples(of: ["tumour"])?.count == 8)
  }

  @Test func theSeedDecidesThePatients() throws {
    var other = law()
    other.seed = 1
    let (first, again, second) = (try batch(law()), try batch(law()), try batch(other))
    func values(_ batch: Batch) -> [Float] {
      batch.inputs["volumes"]!.array(of: Float.self) + batch.targets["survival"]!.array(of: Float.self)
    }
    #expect(values(first) == values(again))
    #expect(values(first) != values(second))
  }

  @Test func aPatientDoesNotDependOnTheNumberOfPatients() throws {
    let few = try batch(law(), 2), many = try batch(law(), 5)
    #expect(
      few.inputs["volumes"]!.array(of: Float.self)
        == many.inputs["volumes"]!.narrow(0, start: 0, length: 2).contiguous().array(of: Float.self))
  }

  @Test func splitsHavePatientsOfTheirOwn() throws {
    let source = law().source(train: 2, validation: 2, test: 2)
    let volumes = try [source.train, source.validation, source.test].map {
      try $0.batch([0, 1]).inputs["volumes"]!.array(of: Float.self)
    }
    #expect(volumes[0] != volumes[1] && volumes[1] != volumes[2] && volumes[0] != volumes[2])
  }

  @Test func theTumourTakesUpMoreThanTheBodyAndIsDenser() throws {
    let batch = try batch(law(side: 24), 12)
    let mask = batch.targets["tumour"]!, volumes = batch.inputs["volumes"]!
    func mean(_ channel: Int, _ where: Tensor) -> Double {
      let values = volumes.narrow(1, start: channel, length: 1)
      return (values * `where`).sum().item() / `where`.sum().item()
    }
    let body = volumes.narrow(1, start: 1, length: 1).greater(-0.5).to(.float32) * (1 - mask)
    #expect(mean(0, mask) - mean(0, body) > 0.5)
    #expect(mean(1, mask) - mean(1, body) > 0.1)
  }

  @Test func theSizeOfTheMaskFollowsTheSizeOfTheTumour() throws {
    let law = law(side: 24)
    let patients = (0..<40).map { law.patient($0, .train) }
    let volumes = patients.map { Double($0.volumes().mask.count { $0 > 0 }) }
    let expected = patients.map { pow(0.10 + 0.12 * Double($0.size), 3) }
    let ratios = zip(volumes, expected).map { $0 / ($1 * 4 / 3 * Double.pi * 24 * 24 * 24) }
    #expect(ratios.allSatisfy { (0.4...1.9).contains($0) }, "\(ratios)")
  }

  @Test func uptakeInATumourVariesWithItsHeterogeneity() throws {
    let law = law(side: 24)
    var spreads: [(heterogeneity: Float, spread: Double)] = []
    for number in 0..<60 {
      let patient = law.patient(number, .train), drawn = patient.volumes()
      let uptakes = drawn.mask.indices.filter { drawn.mask[$0] > 0 }.map { Double(drawn.values[$0]) }
      let mean = uptakes.reduce(0, +) / Double(uptakes.count)
      spreads.append(
        (
          patient.heterogeneity,
          (uptakes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(uptakes.count)).squareRoot()
        ))
    }
    let even = spreads.filter { $0.heterogeneity < 0.2 }.map(\.spread)
    let uneven = spreads.filter { $0.heterogeneity > 0.8 }.map(\.spread)
    #expect(even.max()! < uneven.min()!)
  }

  /// Times depend on size, heterogeneity and the clinical number, in this order.
  @Test func theHazardDecidesTheTimes() throws {
    let law = law(), count = 600
    let source = law.source(train: count, validation: 1, test: 1)
    let labels = try source.train.batch(Array(0..<count)).targets["survival"]!.array(of: Double.self)
    let times = SurvivalTimes(labels.map(abs), events: labels.map { $0.sign == .plus })
    let patients = (0..<count).map { law.patient($0, .train) }
    func concordance(_ score: (TumourPatient) -> Double) -> Double {
      Concordance(patients.map(score), times).value ?? .nan
    }
    let all = concordance {
      TumourVolumes.logHazard(
        size: Double($0.size), heterogeneity: Double($0.heterogeneity), clinical: Double($0.clinical))
    }
    let (size, heterogeneity) = (concordance { Double($0.size) }, concordance { Double($0.heterogeneity) })
    let clinical = concordance { Double($0.clinical) }
    #expect((0.72...0.82).contains(all), "\(all)")
    #expect(all > size && size > heterogeneity && heterogeneity > clinical && clinical > 0.5)
  }

  @Test(arguments: [0, 0.4, 0.7]) func theShareOfCensoredTimesIsTheExpectedOne(_ share: Double) throws {
    var law = law()
    law.censored = share
    let labels = try law.source(train: 500, validation: 1, test: 1).train.batch(Array(0..<500)).targets["survival"]!
    let found = Double(labels.array(of: Double.self).count { $0.sign == .minus }) / 500
    #expect(isClose(found, share, .absolute(0.06)))
  }
}
