import Torch

/// A loss times a constant.
package struct ScaledLoss: TaskLoss {
  let base: any TaskLoss
  let factor: Double

  package init(_ base: any TaskLoss, times factor: Double) {
    self.base = base
    self.factor = factor
  }

  package var likelihood: Likelihood { base.likelihood }

  package func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor { base(prediction, target) * factor }

  package func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    base.sums(prediction, target, labels: labels)
  }

  package func loss(ofSums sums: [Double]) -> Double? { base.loss(ofSums: sums).map { $0 * factor } }
}
