/// An error for inputs that do not fit the model.
package struct PredictionError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
