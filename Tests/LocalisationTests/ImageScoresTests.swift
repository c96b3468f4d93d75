import Statistics
import TestSupport
import Testing

@testable import Localisation

@Suite struct ImageScoresTests {
  let scores = try! ImageScores([0.1, 0.4, 0.4, 0.8, 0.4], labels: [false, true, false, true, false])

  @Test func theAreaCountsEqualScoresHalf() throws {
    // Of 2 × 3 pairs: 0.8 is above all three; 0.4 is above one and equal to two.
    #expect(try scores.area() == 5.0 / 6)
    #expect(try scores.area(of: [1, 2]) == 0.5)
    #expect(try scores.area(of: [0, 2]) == nil)
    #expect(throws: LocalisationError.self) { try scores.area(of: [5]) }
  }

  @Test func theAreaIsTheShareOfPairsInTheRightOrder() throws {
    var generator = SplitMix64(seed: 5)
    let values = (0..<60).map { _ in Double(generator.integer(below: 12)) }
    let labels = values.map { _ in generator.chance(0.4) }
    var right = 0.0, pairs = 0.0
    for i in values.indices where labels[i] {
      for j in values.indices where !labels[j] {
        pairs += 1
        right += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0
      }
    }
    let area = try #require(try ImageScores(values, labels: labels).area())
    #expect(isClose(area, right / pairs, .relative(1e-12)))
  }

  @Test func theTrapezoidsOfThePointsHaveTheArea() throws {
    var before = (x: 0.0, y: 0.0), area = 0.0
    for point in scores.points {
      area += (1 - point.specificity - before.x) * (point.sensitivity + before.y) / 2
      before = (1 - point.specificity, point.sensitivity)
    }
    #expect(scores.points.map(\.threshold) == [0.8, 0.4, 0.1])
    #expect(isClose(area, try #require(try scores.area()), .relative(1e-12)))
  }

  @Test func aMapHasAProposalFromItsLargestPixelOn() throws {
    let map = try Plane([0, 0.25, 0.75, 0], height: 2, width: 2)
    let largest = try ImageScores.scores(of: [map], by: .largest)[0]
    #expect(try Proposals(in: map, threshold: largest).count == 1)
    #expect(try Proposals(in: map, threshold: largest.nextUp).count == 0)
    let field = try Mask([true, true, false, false], height: 2, width: 2)
    #expect(try ImageScores.scores(of: [map], by: .mean) == [0.25])
    #expect(try ImageScores.scores(of: [map], by: .mean, fields: [field]) == [0.125])
  }

  @Test func wrongScoresAreRefused() {
    #expect(
      errorText { try ImageScores([1], labels: []) } == "`labels` should have an entry for each of 1 scores. Found 0.")
    #expect(errorText { try ImageScores([.nan], labels: [true]) } == "`scores` should be finite. Found nan.")
  }
}

@Suite struct ImageBootstrapTests {
  /// The draws keep the number of images of each fold.
  @Test func imagesAreDrawnWithinTheirFolds() throws {
    let folds = [7, 2, 7, 7, 2], bootstrap = try ImageBootstrap(folds: folds, samples: 200)
    var seen: Set<[Int]> = []
    _ = bootstrap.interval { images in
      #expect(images.map { folds[$0] } == [2, 2, 7, 7, 7])
      seen.insert(images)
      return 0
    }
    #expect(seen.count > 20)
  }

  /// The mean of numbers with a known deviation: percentiles are near the normal interval.
  @Test func theIntervalOfAMeanHasItsWidth() throws {
    var generator = SplitMix64(seed: 1)
    let values = (0..<400).map { _ in generator.normal() }
    let bootstrap = try ImageBootstrap(folds: values.map { _ in 0 }, samples: 2_000)
    let interval = try #require(
      bootstrap.interval { images in Statistics.mean(images.map { values[$0] }) })
    let width = 2 * 1.96 * Statistics.standardDeviation(values)! / 20
    #expect(abs((interval.high - interval.low) / width - 1) < 0.1)
    #expect(interval.contains(Statistics.mean(values)!) && interval.method == .percentile)
  }

  @Test func tooManyDrawsWithoutAValueLeaveNoInterval() throws {
    let bootstrap = try ImageBootstrap(folds: [0, 0], samples: 100)
    // Half of the draws have the same image twice.
    #expect(bootstrap.interval { $0[0] == $0[1] ? nil : 1 } == nil)
    let scores = try ImageScores([1, 2], labels: [true, false])
    #expect(try scores.areaInterval(bootstrap) == nil)
  }

  @Test func theAreaOfImagesHasAnInterval() throws {
    let labels = (0..<40).map { $0 % 2 == 0 }
    let values = labels.enumerated().map { place, label in Double(place * 7 % 40) + (label ? 12 : 0) }
    let scores = try ImageScores(values, labels: labels)
    let interval = try #require(try scores.areaInterval(ImageBootstrap(folds: labels.map { _ in 0 }, samples: 500)))
    let area = try #require(try scores.area())
    #expect(interval.low < area && area < interval.high && interval.high <= 1)
  }

  @Test func wrongSettingsAreRefused() {
    #expect(errorText { try ImageBootstrap(folds: []) } == "`folds` should hold the fold of each image. Found none.")
    #expect(throws: LocalisationError.self) { try ImageBootstrap(folds: [0], level: 1) }
    #expect(throws: LocalisationError.self) { try ImageBootstrap(folds: [0], samples: 1) }
  }
}
