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
      bins of one width, aligned to 0. Nothing is normalised, and nothing is resampled without `--spacing`.

      With `--spacing`, image and mask may have different grids, as those of a PET and a CT. Values are interpolated linearly, and
      a voxel is in the region if the mask fills at least half of it. `--wavelet` adds the 93 features of values and texture in
      each of 8 bands, `--2d` those in each of 4.

      EXAMPLE
        equipoise radiomics image.nii.gz mask.nii.gz
        equipoise radiomics image.nrrd mask.nrrd --label 2 --bin-count 32 --json
        equipoise radiomics pet.nii.gz tumour-on-ct.nii.gz --spacing 2 --wavelet
        equipoise radiomics slice.nrrd mask.nrrd --spacing 0.5,0.5,0 --2d
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

  @Option(
    help: """
      The distance between voxels after resampling in millimetres: one number, or three with commas for x, y and z. 0 keeps the
      distance of the image.
      """)
  var spacing: String?

  @Flag(help: "Adds the features of the bands of a wavelet transform (coif1, one level).")
  var wavelet = false

  @Flag(
    name: .customLong("2d"),
    help: """
      Neighbours are in one slice, and so are wavelets. A region of one slice has 9 features of its outline in place of the 14 of
      its form.
      """)
  var isFlat = false

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
    _ = try distances()
  }

  /// The distances along x, y and z; nil if nothing is resampled.
  private func distances() throws -> [Double]? {
    guard let spacing else { return nil }
    let parts = spacing.split(separator: ",", omittingEmptySubsequences: false),
      numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, [1, 3].contains(numbers.count), numbers.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw ValidationError(
        "`--spacing` should be one distance or three, in millimetres and at least 0. Found `\(spacing)`.")
    }
    return numbers.count == 1 ? Array(repeating: numbers[0], count: 3) : numbers
  }

  func run() throws {
    let binning = binCount.map { GreyLevels.Binning.count($0) } ?? .width(binWidth ?? GreyLevels.usualWidth)
    var extractor = FeatureExtractor(binning)
    if isFlat { extractor.aggregation = .flatAveraged }
    let features = try RegionFeatures(
      image, mask: mask, label: label, spacing: try distances(), hasBands: wavelet, extractor)
    print(json ? try features.json() : features.text)
  }
}
