/// LibTorch's numbers for what happens to the losses of the elements.
enum Reduction {
  static let none = 0
  static let mean = 1
  static let sum = 2
}
