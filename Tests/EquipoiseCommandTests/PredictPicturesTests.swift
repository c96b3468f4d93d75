import Foundation
import Testing
import Torch

@testable import Datasets

/// Predictions for pictures in files, by runs on pictures with labels in a CSV file and on pictures with labels of pixels.
@Suite struct PredictPicturesTests {
  private func picture(_ shade: Int, height: Int = 10, width: Int = 12) -> Picture {
    Picture(
      width: width, height: height, channels: 3,
      .bytes((0..<height * width * 3).map { UInt8((shade * 20 + $0 * 7) % 256) }))
  }

  private func folders(_ program: Program) throws {
    for name in ["photos", "more/deep", "masks"] {
      try FileManager.default.createDirectory(
        at: program.folder.appending(path: name), withIntermediateDirectories: true)
    }
    for index in 0..<12 {
      try picture(index).png().write(to: program.folder.appending(path: "photos/\(index).png"))
      try Picture(width: 12, height: 10, channels: 1, .bytes((0..<120).map { UInt8(($0 + index) % 2) })).png()
        .write(to: program.folder.appending(path: "masks/\(index).png"))
    }
    try picture(3).png().write(to: program.folder.appending(path: "more/10.png"))
    try picture(4).png().write(to: program.folder.appending(path: "more/2.png"))
    try picture(5).jpeg().write(to: program.folder.appending(path: "more/deep/c.JPG"))
    try program.write("no picture", to: "more/notes.txt")
    try program.write("macOS", to: "more/._2.png")
  }

  private func trained(_ program: Program, _ yaml: String) throws -> String {
    try program.write(yaml, to: "e.yaml")
    let output = try program.run(["train", "e.yaml"])
    #expect(output.status == 0, "\(output.error)")
    return try #require(try program.runs(of: "e").first)
  }

  private let end = """
    network: {trunk: segnet, widths: [4, 8]}
    training: {epochs: 1, batch: 4, learning-rate: 1e-3, threads: 1, augmentation: []}
    output: {folder: runs}
    """

  /// Pictures with a class for every pixel.
  private var masks: String {
    """
    name: e
    data: {kind: dense-folder, folder: ., image: "photos/*.png", label: "masks/*.png", classes: 2, height: 16, width: 24}
    \(end)
    """
  }

  @Test func picturesWithOneAnswerEachGiveATable() throws {
    let program = Program()
    try folders(program)
    let rows = (0..<12).map { "photos/\($0).png,\($0 % 3 == 0 ? "owl" : "crow"),\($0)" }
    try program.write("image,kind,weight\n" + rows.joined(separator: "\n"), to: "labels.csv")
    let run = try trained(
      program,
      """
      name: e
      data:
        kind: image-folder
        folder: .
        labels: labels.csv
        height: 16
        width: 16
        targets: [{column: kind, kind: classification}, {column: weight, kind: regression}]
        split: {validation: 0.25, test: 0.25}
      \(end)
      """)
    let output = try program.run(["predict", run, "more", "--output", "out.csv"])
    #expect(output.status == 0, "\(output.error)")
    let lines = String(decoding: try program.read("out.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "file,kind,kind.p.crow,kind.p.owl,weight")
    #expect(lines.dropFirst().map { $0.prefix { $0 != "," } } == ["2.png", "10.png", "deep/c.JPG"])
    #expect(lines.dropFirst().allSatisfy { $0.contains(",owl,") || $0.contains(",crow,") })

    // One file is read as it is among others, and as the training read it.
    let alone = try program.run(["predict", run, "more/10.png", "--output", "one.csv"])
    #expect(alone.status == 0, "\(alone.error)")
    let line = String(decoding: try program.read("one.csv"), as: UTF8.self).split(separator: "\n").last
    #expect(line == lines[2])
    let resized = picture(3).resized(height: 16, width: 16)
    guard case .bytes(let bytes) = resized.values else { return }
    try Npy.write(
      Tensor(bytes, shape: [1, 16, 16, 3]).permute([0, 3, 1, 2]).contiguous(),
      to: program.folder.appending(path: "x.npy"))
    let array = try program.run(["predict", run, "x.npy", "--output", "x.safetensors"])
    #expect(array.status == 0, "\(array.error)")
    let weight = try SafeTensors.read(program.folder.appending(path: "x.safetensors")).tensors["weight"]!
    #expect(
      Float(lines[2].split(separator: ",").last!)! == Float(weight.to(.float32).flatten().array(of: Float.self)[0]))
  }

  @Test func picturesWithLabelsOfPixelsGiveTensors() throws {
    let program = Program()
    try folders(program)
    let run = try trained(program, masks)
    let output = try program.run(["predict", run, "more", "--output", "out.safetensors"])
    #expect(output.status == 0, "\(output.error)")
    let file = try SafeTensors.read(program.folder.appending(path: "out.safetensors"))
    #expect(file.tensors["segmentation"]!.shape == [3, 16, 24])
    #expect(file.metadata["files"] == #"["2.png","10.png","deep/c.JPG"]"#)
  }

  @Test func picturesThatCannotBeReadAreNamed() throws {
    let program = Program()
    try folders(program)
    let run = try trained(program, masks)
    func error(_ input: String) throws -> String {
      let output = try program.run(["predict", run, input, "--output", "out.safetensors"])
      #expect(output.status == 1 && !program.has("out.safetensors"))
      return output.error
    }
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "none"), withIntermediateDirectories: true)
    #expect(try error("none").contains("none` should hold pictures (jpeg, jpg, npy, png). Found none."))
    try program.write("<html>", to: "more/3.png")
    #expect(try error("more").contains("more/3.png` should be a JPEG or a PNG. Found an HTML page"))
    let values = [Float](repeating: 0.5, count: 2 * 3 * 16 * 24 - 1) + [.nan]
    try Npy.write(Tensor(values, shape: [2, 3, 16, 24]), to: program.folder.appending(path: "x.npy"))
    #expect(try error("x.npy").contains("x.npy` should hold finite numbers. Found one that is not in image 2."))
  }
}
