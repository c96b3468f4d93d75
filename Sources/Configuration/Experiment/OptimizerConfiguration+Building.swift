import Torch

extension OptimizerConfiguration {
  func optimizer(_ groups: [ParameterGroup]) -> any Optimizer {
    switch self {
    case .adam(let betas, let eps, let amsgrad):
      Adam(groups, betas: (betas[0], betas[1]), eps: eps, amsgrad: amsgrad)
    case .adamw(let betas, let eps, let amsgrad):
      AdamW(groups, betas: (betas[0], betas[1]), eps: eps, amsgrad: amsgrad)
    case .sgd(let momentum, let dampening, let nesterov):
      SGD(groups, momentum: momentum, dampening: dampening, nesterov: nesterov)
    case .adagrad(let eps): Adagrad(groups, eps: eps)
    case .rmsprop(let alpha, let eps, let momentum, let centered):
      RMSprop(groups, alpha: alpha, eps: eps, momentum: momentum, centered: centered)
    }
  }
}
