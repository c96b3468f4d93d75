/// An observer of a training: it receives the events in order, on the training's thread. Every event does nothing by
/// default.
public protocol TrainingObserver: AnyObject {
  /// The training starts; no update was made yet. `step` is above zero for a resumed run; `total` counts the updates of
  /// all epochs.
  func trainingStarted(step: Int, total: Int) throws
  /// The network has a remark on itself: `MultiTaskNetwork.remarks`. It comes after the start of a training that is not resumed.
  func networkRemarked(_ remark: String) throws
  /// An update ended.
  func stepEnded(_ step: Int, epoch: Int) throws
  /// An epoch ended: validation is done, the epoch's checkpoint is not yet written.
  func epochEnded(_ report: EpochReport) throws
  /// The training ended after the last epoch, or early.
  func trainingEnded(_ outcome: TrainingOutcome) throws
}

extension TrainingObserver {
  public func trainingStarted(step: Int, total: Int) throws {}
  public func networkRemarked(_ remark: String) throws {}
  public func stepEnded(_ step: Int, epoch: Int) throws {}
  public func epochEnded(_ report: EpochReport) throws {}
  public func trainingEnded(_ outcome: TrainingOutcome) throws {}
}
