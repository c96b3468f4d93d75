extension Plane {
  /// The plane moved and scaled so that its smallest number becomes 0 and its largest 1. A constant plane becomes 0 everywhere.
  ///
  /// - Parameter field: the pixels whose smallest and largest numbers count; the pixels outside become 0. Nil for the whole image.
  /// - Throws: `LocalisationError` for a field of another size or without a pixel, or numbers whose difference is not finite.
  public func rescaled(inside field: Mask? = nil) throws -> Plane {
    let top = try largestPixel(inside: field), high = self[top.row, top.column]
    let low = values.indices.reduce(high) { field?.values[$1] ?? true ? min($0, values[$1]) : $0 }
    let range = high - low
    guard range.isFinite else {
      throw LocalisationError("The numbers of a plane should have a finite difference. Found \(low) and \(high).")
    }
    let scaled = values.indices.map { place in
      (field?.values[place] ?? true) && range > 0 ? (values[place] - low) / range : 0
    }
    return Plane(finite: scaled, height: height, width: width)
  }

  /// The positive part of the plane, divided by its largest number. A plane without positive numbers becomes 0 everywhere.
  public var positivePart: Plane {
    let high = values.max() ?? 0
    return map { high > 0 ? max(0, $0) / high : 0 }
  }
}
