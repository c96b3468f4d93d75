/// A sum of numbers and products that keeps its own rounding errors, as precise as if it were computed in twice the
/// digits and rounded once.
///
/// - Paper: Ogita, Rump, Oishi, "Accurate Sum and Dot Product" (SIAM Journal on Scientific Computing 2005), algorithm
///   Dot2.
struct CompensatedSum {
  private var sum = 0.0
  private var error = 0.0

  init(_ start: Double = 0) { sum = start }

  var value: Double { sum + error }

  mutating func add(_ x: Double) {
    let next = sum + x
    let part = next - sum
    error += (sum - (next - part)) + (x - part)
    sum = next
  }

  mutating func add(_ x: Double, times y: Double) {
    let product = x * y
    error += (-product).addingProduct(x, y)
    add(product)
  }
}
