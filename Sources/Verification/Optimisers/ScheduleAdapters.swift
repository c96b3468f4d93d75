import Torch

extension Verification {
  static let scheduleAdapters: [String: GoldenAdapter] = [
    "Scheduler_StepLR": {
      try rates(
        $0, StepDecay(every: $0.hyperparameters.integer("step_size"), factor: $0.hyperparameters.number("gamma")))
    },
    "Scheduler_MultiStepLR": {
      try rates(
        $0, MultiStepDecay(at: $0.hyperparameters.integers("milestones"), factor: $0.hyperparameters.number("gamma")))
    },
    "Scheduler_ExponentialLR": { try rates($0, ExponentialDecay(factor: $0.hyperparameters.number("gamma"))) },
    "Scheduler_CosineAnnealingLR": {
      try rates(
        $0, CosineAnnealing(steps: $0.hyperparameters.integer("T_max"), minimum: $0.hyperparameters.number("eta_min")))
    },
    "Scheduler_CosineWarmRestarts": {
      try rates(
        $0,
        CosineWarmRestarts(
          first: $0.hyperparameters.integer("T_0"), growth: $0.hyperparameters.integer("T_mult"),
          minimum: $0.hyperparameters.number("eta_min")))
    },
    "Scheduler_PolynomialLR": {
      try rates(
        $0, PolynomialDecay(steps: $0.hyperparameters.integer("total_iters"), power: $0.hyperparameters.number("power"))
      )
    },
    "Scheduler_OneCycleLR": { item in
      let settings = item.hyperparameters
      let anneals: [String: OneCycle.Anneal] = ["cos": .cosine, "linear": .linear]
      let name = try settings.string("anneal_strategy")
      guard let anneal = anneals[name] else { throw Unimplemented("anneal_strategy \(name)") }
      if try settings.bool("cycle_momentum") { throw Unimplemented("cycle_momentum") }
      return try rates(
        item,
        OneCycle(
          peak: settings.number("max_lr"), steps: settings.integer("total_steps"), rise: settings.number("pct_start"),
          anneal: anneal, startDivisor: settings.number("div_factor"), endDivisor: settings.number("final_div_factor"),
          hasThreePhases: settings.bool("three_phase", default: false)))
    },
    "Scheduler_LinearWarmup": {
      try rates(
        $0,
        LinearWarmUp(
          steps: $0.hyperparameters.integer("total_iters"), from: $0.hyperparameters.number("start_factor")))
    },
    "Scheduler_ConstantWarmup": {
      try rates(
        $0,
        ConstantWarmUp(steps: $0.hyperparameters.integer("total_iters"), factor: $0.hyperparameters.number("factor")))
    },
    "Scheduler_WarmupThenCosine": {
      let cosine = CosineAnnealing(
        steps: try $0.hyperparameters.integer("T_max"), minimum: try $0.hyperparameters.number("eta_min"))
      return try rates(
        $0,
        WarmUp(
          steps: $0.hyperparameters.integer("warmup"), from: $0.hyperparameters.number("start_factor"), then: cosine))
    },
    "Scheduler_ReduceLROnPlateau": { item in
      let settings = item.hyperparameters
      let threshold = try settings.number("threshold")
      let base = try settings.number("base_lr")
      var plateau = ReduceOnPlateau(
        try settings.string("mode") == "min" ? .lowerIsBetter : .higherIsBetter, factor: try settings.number("factor"),
        patience: try settings.integer("patience"),
        threshold: try settings.string("threshold_mode") == "rel" ? .relative(threshold) : .absolute(threshold))
      var rates = [plateau.rate(base: base)]
      for measure in try item.input.numbers("metrics") {
        plateau.observe(measure)
        rates.append(plateau.rate(base: base))
      }
      return ["lr": GoldenValue(rates)]
    },
  ]

  /// The rates of as many steps as the case lists, from step 0.
  private static func rates(_ item: GoldenCase, _ schedule: any LearningRateSchedule) throws -> [String: GoldenValue] {
    let base = try item.hyperparameters.number("base_lr")
    let count = item.expected["lr"]?.numeric?.data.count ?? 0
    return ["lr": GoldenValue((0..<count).map { schedule.rate(base: base, step: $0) })]
  }
}
