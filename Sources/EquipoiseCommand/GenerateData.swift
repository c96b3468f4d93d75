import ArgumentParser
import Datasets
import Foundation

struct GenerateData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Writes generated files in exactly the format of NYUv2, Cityscapes or CelebA.",
    discussion: """
      Rooms stand in for NYUv2 and Cityscapes, ovals with patches that tell the answers for CelebA. With --damage some files
      are cut off, replaced by a web page, made wrong or removed, and named.

      EXAMPLE
        equipoise data generate nyuv2 generated/nyuv2 --count 20 --test 5
        equipoise data generate celeba generated/celeba --count 100 --damage
      """)

  @Argument(help: "nyuv2, cityscapes or celeba.") var kind: GeneratedFolder
  @Argument(help: "The folder to write.", completion: .directory) var folder: String

  @Option(help: "Training samples; for celeba, all pictures.") var count = 16
  @Option(help: "Samples of the folder `val`; a quarter of the training samples by default.") var test: Int?
  @Option(help: "Pixels; the data set's own by default.") var height: Int?
  @Option(help: "Pixels; the data set's own by default.") var width: Int?
  @Option(help: "The same seed gives the same files.") var seed: UInt64 = 0
  @Flag(help: "For cityscapes: the PNGs of its authors instead of npy files.") var png = false
  @Flag(help: "Damages some files and says which.") var damage = false

  func validate() throws {
    try BoundedOption.check("--count", count, in: 1...1_000_000)
    try BoundedOption.check("--test", test, in: 0...1_000_000)
    try BoundedOption.check("--height", height, in: 8...8_192)
    try BoundedOption.check("--width", width, in: 8...8_192)
  }

  func run() throws {
    var settings = GeneratedFolder.Settings()
    (settings.count, settings.testCount, settings.seed) = (count, test, seed)
    (settings.height, settings.width, settings.isOriginal) = (height, width, png)
    let place = URL(filePath: folder)
    print(try kind.write(to: place, settings))
    if damage { for note in try kind.damage(place, isOriginal: png) { print(note) } }
  }
}

extension GeneratedFolder: ExpressibleByArgument {}
