import Datasets
import Foundation
import OrderedCollections
import Tasks
import TestSupport
import Testing
import Torch

@testable import Configuration
@testable import Experiments
@testable import Runs

/// The few test samples that a run keeps as pictures.
@Suite struct SamplePicturesTests {
  func pixel(_ picture: Picture, _ row: Int, _ column: Int) -> [Int] {
    (0..<picture.channels).map { picture[row, column, $0] }
  }

  @Test func classesHaveTheSameColourInTargetAndPrediction() throws {
    // One row of three pixels: predicted 0, 1, 1; labelled 0, 0 and not at all.
    let output = Tensor([1, 0, 0, 0, 1, 1] as [Float], shape: [1, 2, 1, 3])
    let pictures = try DensePictures(
      .segmentation("parts", classes: 2), output: output, target: Tensor([0, 0, -1] as [Int], shape: [1, 1, 3]))
    #expect(pixel(pictures.target, 0, 0) == pixel(pictures.prediction, 0, 0))
    #expect(pixel(pictures.target, 0, 1) == pixel(pictures.target, 0, 0))
    #expect(pixel(pictures.prediction, 0, 1) != pixel(pictures.target, 0, 1))
    #expect(pixel(pictures.target, 0, 2) == [0, 0, 0])
  }

  @Test func nearIsBrightAndWhatHasNoDepthIsBlack() throws {
    let pictures = try DensePictures(
      .depth("depth"), output: Tensor([1, 3, 9, 2] as [Float], shape: [1, 1, 2, 2]),
      target: Tensor([1, 3, 2, 0] as [Float], shape: [1, 1, 2, 2]))
    #expect(pixel(pictures.target, 0, 0) == [255, 255, 255])
    #expect(pictures.target[0, 1] < pictures.target[1, 0] && pictures.target[1, 0] < 255)
    #expect(pixel(pictures.target, 1, 1) == [0, 0, 0])
    #expect(pictures.prediction[1, 0] == pictures.prediction[0, 1], "beyond the labels' range")
  }

  @Test func directionsAreColours() throws {
    let pictures = try DensePictures(
      .normals("normals"), output: Tensor([0, 0, 2] as [Float], shape: [1, 3, 1, 1]),
      target: Tensor([1, 0, 0] as [Float], shape: [1, 3, 1, 1]))
    #expect(pixel(pictures.prediction, 0, 0) == [127, 127, 255])
    #expect(pixel(pictures.target, 0, 0) == [255, 127, 127])
  }

  @Test func theFirstSamplesOfSeveralBatchesAreKept() throws {
    let tasks: [LearningTask] = [.depth("depth"), .binary("indoor")]
    var pictures = try #require(SamplePictures(tasks, inputShape: [3, 4, 600]))
    for count in [2, 2] {
      let batch = Batch(
        inputs: .ones([count, 3, 4, 600]) * 0.5,
        targets: ["depth": .ones([count, 1, 4, 600]), "indoor": .ones([count, 1])], labelled: [:], count: count)
      try pictures.add(["depth": .ones([count, 1, 4, 600]), "indoor": .ones([count, 1])], batch)
    }
    #expect(pictures.samples == AnswerRecord.Pictures.count && pictures.record.tasks == ["depth"])
    #expect(
      pictures.files.map(\.name).prefix(4)
        == ["sample-1.png", "sample-1-target-1.png", "sample-1-prediction-1.png", "sample-2.png"])
    #expect(pictures.files.count == 9)
    let scratch = TemporaryFolder()
    let file = scratch.url.appending(path: "sample-1.png")
    try pictures.files[0].data.write(to: file)
    let input = try Picture(file, as: .colours)
    #expect(input.width <= SamplePictures.mostPixels && input[0, 0] == 127)
  }

  @Test func whatHasNoPicturesKeepsNone() {
    #expect(SamplePictures([.depth("depth")], inputShape: [12]) == nil)
    #expect(SamplePictures([.binary("indoor")], inputShape: [3, 8, 8]) == nil)
  }
}
