import Foundation
import Tasks

extension DataSource {
  /// CamVid's road scenes with three tasks: `segmentation`, `boundary` (whether a pixel lies next to another class) and
  /// `presence` (which classes a picture shows, 11 answers). The last two follow from the first.
  ///
  /// - Parameter folder: holds `train`, `val`, `test` and `trainannot`, `valannot`, `testannot`, PNGs of one size.
  /// - Throws: `DatasetError`, see ``dense(_:_:root:division:reading:rule:)``.
  public static func camVid(folder: URL, reading: FileReading) throws -> DataSource {
    var division = DenseDivision()
    (division.validation, division.test) = ("val", "test")
    let base = try DataSource.dense("camvid", CamVid.layout, root: folder, division: division, reading: reading)
    let classes = CamVid.classes.count
    func derived(_ dataset: any Dataset) -> CamVidTargets { CamVidTargets(base: dataset, classes: classes) }
    var source = DataSource(
      name: base.name, train: derived(base.train), validation: derived(base.validation), test: derived(base.test),
      tasks: base.tasks + [
        .segmentation("boundary", classes: 2), .binary("presence", labels: classes, isComplete: true),
      ],
      inputShape: base.inputShape, fingerprint: base.fingerprint)
    source.damaged = base.damaged
    source.notes = base.notes
    source.classNames = ["segmentation": CamVid.classes, "presence": CamVid.classes]
    return source
  }
}
