import Foundation

/// CamVid's 11 classes as SegNet's authors distribute them.
public enum CamVid {
  public static let classes = [
    "sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "bicyclist",
  ]
  /// The value of pixels without a label.
  static let unlabelled = 11

  static var layout: DenseLayout {
    var layout = DenseLayout(image: "{split}/*.png")
    var labels = DenseLayout.Labels("{split}annot/*.png", classes: classes.count)
    labels.ignored = [unlabelled]
    layout.labels = labels
    return layout
  }
}
