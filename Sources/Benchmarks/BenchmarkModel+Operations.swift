import Sharing

extension BenchmarkModel {
  /// The floating-point operations of one step, counted from the layers' shapes: two for each weight, position and
  /// sample, and three times the forward pass, since the backward pass makes two products of the same size.
  func operationsPerStep(of network: HardSharing) -> Double {
    let products = network.namedParameters().filter { $0.tensor.rank > 1 }.map { name, weight in
      Double(weight.count) * Double(positions(of: name))
    }
    return 3 * 2 * Double(batch) * products.reduce(0, +)
  }

  /// The number of output positions to which the weight of this name is applied: one for a linear layer.
  private func positions(of name: String) -> Int {
    let parts = name.split(separator: ".").map(String.init)
    let (height, width) = sides
    func area(reducedBy factor: Int) -> Int { (height / factor) * (width / factor) }
    switch (self, parts[0], parts[1]) {
    case (.lenet, "trunk", "conv1"): return 32 * 32
    case (.lenet, "trunk", "conv2"): return 12 * 12
    case (.resnet18, "trunk", "conv1"): return area(reducedBy: 2)
    case (.resnet18, "trunk", let stage): return area(reducedBy: 2 << Int(stage.dropFirst("layer".count))!)
    case (.segnet, "trunk", "encoder"): return area(reducedBy: 1 << Int(parts[2])!)
    case (.segnet, "trunk", "decoder"): return area(reducedBy: 1 << (3 - Int(parts[2])!))
    case (.segnet, "heads", _): return area(reducedBy: 1)
    default: return 1
    }
  }
}
