import Components
import Tasks

// One pass over a picture does all three, so that its pixels are read once and each sample is drawn for once.
extension ScaleCropFlip {
  static let scaleCrop = AugmentationCard(
    About(
      "scale-crop", title: "Scaling and cropping",
      "cuts out a random part of a picture and enlarges it to full size",
      citation: Citation(
        "Liu, Johns, Davison", "End-to-End Multi-Task Learning with Attention", "CVPR", 2019, "arXiv 1803.10704"),
      deviations: ["Normals are those of the nearest pixel, so that they keep their length; see `linear-normals`."]),
    needs: .pixelLabels
  ) { $0.scales = publishedScales }

  static let mirroring = AugmentationCard(
    About("flip", title: "Mirroring", "mirrors left and right at random")
  ) { $0.flip = publishedFlip }

  static let linearNormals = AugmentationCard(
    About(
      "linear-normals", title: "Linear normals",
      "mixes neighbouring normals in `scale-crop`, as published, which shortens them next to pixels without one"),
    needs: .pixelLabels, changes: scaleCrop.name
  ) { $0.interpolatesNormals = true }

  /// Creates the augmentation that changes nothing yet.
  ///
  /// - Throws: `DatasetError` for a task whose pixels have another meaning than those that can be resized.
  init(unchangedFor tasks: [LearningTask]) throws {
    self.init(kinds: Dictionary(try tasks.map { ($0.name, try $0.meaningOfPixels) }, uniquingKeysWith: { $1 }))
    (scales, flip) = ([1], 0)
  }
}

extension LearningTask {
  /// The meaning of its targets, which decides how they are resized.
  fileprivate var meaningOfPixels: ScaleCropFlip.Kind {
    get throws {
      if !kind.isDense { return .whole }
      switch labels.form.answer {
      case .classNumber: return .classes
      case .direction: return .normals
      case .number where kind.isOfDistances: return .depth
      case .number, .yesOrNo:
        throw DatasetError(
          "Pictures should be augmented where each pixel has a class, a distance or a direction. Found `\(name)`, a task of "
            + "\(kind).")
      }
    }
  }
}
