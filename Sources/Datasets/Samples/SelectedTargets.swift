/// The samples of another data set with the targets of some tasks only.
struct SelectedTargets: Dataset {
  let base: any Dataset
  let tasks: Set<String>

  var count: Int { base.count }

  var copiedValuesPerSample: Int? { base.copiedValuesPerSample }

  func labelledSamples(of tasks: [String]) -> [Int]? {
    base.labelledSamples(of: tasks.filter(self.tasks.contains))
  }

  func batch(_ indices: [Int]) throws -> Batch {
    var batch = try base.batch(indices)
    batch.targets.removeAll { !tasks.contains($0.key) }
    batch.labelled = batch.labelled.filter { tasks.contains($0.key) }
    return batch
  }
}

extension Dataset {
  /// This data set with the targets of these tasks only, so that no other target is augmented or moved to a device.
  public func keeping(_ tasks: [String]) -> any Dataset { SelectedTargets(base: self, tasks: Set(tasks)) }
}
