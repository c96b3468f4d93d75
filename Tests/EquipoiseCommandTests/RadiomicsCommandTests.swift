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

  /// The features of a command by class.
  private func features(_ arguments: [String], in program: Program) throws -> (voxels: Int, classes: [String: Int]) {
    let output = try program.run(["radiomics"] + arguments + ["--json"])
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any], "\(output.error)")
    let features = try #require(object["features"] as? [String: [String: Any]])
    return (try #require(object["voxels"] as? Int), features.mapValues(\.count))
  }

  @Test func anotherSpacingGivesOtherVoxelsAndJoinsDifferentGrids() throws {
    let program = Program()
    try write((0..<24).map { UInt8($0 * 7 % 100) }, "image.nrrd", in: program)
    try write([UInt8](repeating: 1, count: 24), "mask.nrrd", in: program)
    try write([UInt8](repeating: 1, count: 24), "other.nrrd", spacing: "1 1 1", in: program)
    #expect(try features(["image.nrrd", "mask.nrrd", "--spacing", "1"], in: program).voxels == 4 * 3 * 4)
    #expect(try features(["image.nrrd", "mask.nrrd", "--spacing", "2,0,0"], in: program).voxels == 2 * 3 * 2)
    // The other mask covers the first slice and a half of the second.
    #expect(try features(["image.nrrd", "other.nrrd", "--spacing", "0"], in: program).voxels == 4 * 3)
  }

  @Test func bandsAndSlicesHaveClassesOfTheirOwn() throws {
    let program = Program()
    try write((0..<24).map { UInt8($0 * 7 % 100) }, "image.nrrd", in: program)
    try write((0..<24).map { UInt8($0 < 12 ? 1 : 0) }, "slice.nrrd", in: program)
    let bands = try features(["image.nrrd", "slice.nrrd", "--wavelet"], in: program).classes
    #expect(bands.values.reduce(0, +) == 107 + 8 * 93 && bands["wavelet-HHL_glcm"] == 24)
    let flat = try features(["image.nrrd", "slice.nrrd", "--wavelet", "--2d"], in: program).classes
    #expect(flat.values.reduce(0, +) == 102 + 4 * 93 && flat["shape2D"] == 9 && flat["wavelet-LH_ngtdm"] == 5)
    let text = try program.run(["radiomics", "image.nrrd", "slice.nrrd", "--wavelet", "--2d"]).out
    #expect(text.contains("shape2D") && text.contains("wavelet-HH_glrlm"))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let program = Program()
    try write([UInt8](repeating: 1, count: 24), "image.nrrd", in: program)
    try write([UInt8](repeating: 3, count: 24), "mask.nrrd", in: program)
    try write([UInt8](repeating: 1, count: 24), "other.nrrd", spacing: "1 1 3", in: program)
    let far = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 1 1 1\nspace origin: (90,0,0)\nencoding: raw\n\n\u{1}"
    try program.write(far, to: "far.nrrd")
    for (arguments, message) in [
      (["mask.nrrd"], "The mask `mask.nrrd` should have voxels of the label 1. Found 3."),
      (["other.nrrd"], "The mask should have the grid of its image. Found 4×3×2 voxels, 1.0, 1.0, 2.0 mm apart"),
      (["other.nrrd"], "of `other.nrrd`. `--spacing` brings both to one grid, `--spacing 0` to that of the image."),
      (["other.nrrd", "--spacing", "50", "--label", "2"], "should have voxels of the label 2. Found 1."),
      (["far.nrrd", "--spacing", "1"], "should fill at least half of a voxel of the resampled `image.nrrd`"),
      (
        ["mask.nrrd", "--spacing", "1,2"],
        "should be one distance or three, in millimetres and at least 0. Found `1,2`."
      ),
      (["mask.nrrd", "--spacing=-1"], "Found `-1`."), (["mask.nrrd", "--spacing", "x"], "Found `x`."),
      (["mask.nrrd", "--bin-width", "0"], "`--bin-width` should be above 0."),
      (["mask.nrrd", "--bin-count", "0"], "`--bin-count` should be"),
      (["mask.nrrd", "--bin-width", "1", "--bin-count", "2"], "should not stand together."),
    ] {
      let output = try program.run(["radiomics", "image.nrrd"] + arguments)
      #expect(output.status != 0 && output.error.contains(message), "\(output.error)")
    }
  }
}
