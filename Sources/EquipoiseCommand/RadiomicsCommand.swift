import ArgumentParser
import Equipoise
import Experiments

struct RadiomicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radiomics",
    abstract: "The radiomic features of a region of a three-dimensional image: values, form and texture.",
    discussion: """
      Image and mask are NIfTI-1 (.nii, .nii.gz) or NRRD files with one grid. The 107 features have the names and definitions of
      pyradiomics 3.0.1: 18 of the values, 14 of the form in millimetres, and 75 of the texture after the values were put into
      bins of one width, aligned to 0. Nothing is resampled or normalised.

      EXAMPLE
        equipoise radiomics image.nii.gz mask.nii.gz
        equipoise radiomics image.nrrd mask.nrrd --label 2 --bin-count 32 --json
      """)

  @Argument(help: "The image.", completion: .file())
  var image: String

  @Argument(help: "The mask.", completion: .file())
  var mask: String

  @Option(help: "The value of the mask in the region.")
  var label = 1

  @Option(help: "The width of the bins of values (default: 25).")
  var binWidth: Double?

  @Option(help: "The number of bins, in place of a width.")
  var binCount: Int?

  @Flag(help: "Prints the features as JSON; null for one that is not defined.")
  var json = false

  func validate() throws {
    guard binWidth == nil || binCount == nil else {
      throw ValidationError("`--bin-width` and `--bin-count` should not stand together. Found both.")
    }
    if let binWidth, !(binWidth > 0 && binWidth.isFinite) {
      throw ValidationError("`--bin-width` should be above 0. Found \(binWidth).")
    }
    try BoundedOption.check("--bin-count", binCount, in: 1...GreyLevels.most)
  }

  func run() throws {
    let binning = binCount.map { GreyLevels.Binning.count($0) } ?? .width(binWidth ?? GreyLevels.usualWidth)
    let features = try RegionFeatures(image, mask: mask, label: label, FeatureExtractor(binning))
    print(json ? try features.json() : features.text)
  }
}
