import Foundation
import TestSupport
import Testing

/// `equipoise radiomics`, as its user sees it.
@Suite struct RadiomicsCommandTests {
  /// A file of 4 × 3 × 2 voxels of bytes.
  private func write(_ voxels: [UInt8], _ name: String, spacing: String = "1 1 2", in program: Program) throws {
    let head = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 4 3 2\nspacings: \(spacing)\nencoding: raw\n\n"
    try (Data(head.utf8) + Data(voxels)).write(to: program.folder.appending(path: name))
  }

  @Test func featuresAreListedByClass() throws {
    let program = Program()
    try write((0..<24).map { UInt8($0 * 7 % 100) }, "image.nrrd", in: program)
    try write((0..<24).map { UInt8($0 % 4 == 0 ? 2 : 1) }, "mask.nrrd", in: program)
    let text = try program.run(["radiomics", "image.nrrd", "mask.nrrd"])
    #expect(
      text.status == 0 && text.out.contains("glcm") && text.out.contains("18 voxels of the label 1"), "\(text.error)")
    let json = try program.run(["radiomics", "image.nrrd", "mask.nrrd", "--json", "--label", "2", "--bin-count", "4"])
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    let features = try #require(object["features"] as? [String: [String: Any]])
    #expect(object["voxels"] as? Int == 6 && features.values.reduce(0) { $0 + $1.count } == 107)
    #expect((features["shape"]?["VoxelVolume"] as? NSNumber)?.doubleValue == 12)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let program = Program()
    try write([UInt8](repeating: 1, count: 24), "image.nrrd", in: program)
    try write([UInt8](repeating: 3, count: 24), "mask.nrrd", in: program)
    try write([UInt8](repeating: 1, count: 24), "other.nrrd", spacing: "1 1 3", in: program)
    for (arguments, message) in [
      (["mask.nrrd"], "The mask `mask.nrrd` should have voxels of the label 1. Found 3."),
      (["other.nrrd"], "The mask should have the grid of its image. Found 4×3×2 voxels, 1.0, 1.0, 2.0 mm apart"),
      (["mask.nrrd", "--bin-width", "0"], "`--bin-width` should be above 0."),
      (["mask.nrrd", "--bin-count", "0"], "`--bin-count` should be"),
      (["mask.nrrd", "--bin-width", "1", "--bin-count", "2"], "should not stand together."),
    ] {
      let output = try program.run(["radiomics", "image.nrrd"] + arguments)
      #expect(output.status != 0 && output.error.contains(message), "\(output.error)")
    }
  }
}
