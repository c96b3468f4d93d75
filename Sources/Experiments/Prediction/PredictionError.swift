/// An error for inputs that do not fit the model.
public struct PredictionError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
