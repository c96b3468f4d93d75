extension TableSchema {
  /// The place of a sample of a split in the words of an error: "`rows.csv` line 29". The file is read and divided
  /// again, so that samples need not keep their lines; nil if the file has changed.
  func place(of sample: Int, in split: Split) -> String? {
    if let own = ownFile(split) {
      guard let rows = try? TableRows(own, schema: self, .samples), sample < rows.count else { return nil }
      return rows.place(sample)
    }
    guard let rows = try? TableRows(train, schema: self),
      let parts = try? rows.divided(
        by: division, targets: targets, takesValidation: validation == nil, takesTest: test == nil),
      let part = parts[split], sample < part.count
    else { return nil }
    return rows.place(part[sample])
  }
}
