import Backbones
import Components
import Tasks
import Torch

extension DeepMTS {
  public static let card = SharingCard(
    About(
      "deepmts", title: "DeepMTS",
      "a mask and a survival risk: the risk reads the backbone's encoder and, with the volumes, the predicted mask",
      citation: Citation(
        "Meng, Gu, Bi, Song, Feng, Kim",
        "DeepMTS: Deep Multi-Task Learning for Survival Prediction in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT",
        "IEEE Journal of Biomedical and Health Informatics 26", 2022, "arXiv 2109.07711"),
      settings: Sizes.settings,
      deviations: [
        "The mask is one logit, the difference of the authors' two channels.",
        "The weights of linear layers start by Xavier's uniform rule, the default of Keras.",
      ],
      check: { settings throws(SettingError) in try Sizes.check(settings) }),
    needs: SharingCard.Need("residual-unet") { $0 is ResidualUNet.Type },
    words: "a shared backbone whose mask and levels a survival network reads", isForOneTask: true
  ) { setup in
    try setup.checkHasUsualHeads(for: "deepmts")
    let (mask, survival) = try setup.maskAndSurvival()
    let (volumes, reading) = try setup.volumesAndReading()
    let sizes = Sizes(setup.settings)
    // The card asks for such a trunk.
    let trunk = try setup.trunk(for: volumes) as! ResidualUNet
    if survival != nil { try sizes.check(volumes, levels: trunk.widths.count) }
    let network = DeepMTS(
      trunk, tasks: setup.tasks.map(\.name), mask: mask?.name, survival: survival.map { ($0.name, $0.outputs) },
      reading: reading, sizes: sizes, generator: setup.generator)
    network.ownModules.forEach(setup.start)
    return network
  }
}

extension DeepMTS.Sizes {
  /// Checks that volumes are large enough for the cascade, and that the side features are as many as the levels.
  fileprivate func check(_ volumes: InputDescription, levels: Int) throws {
    if let side, side.count != levels {
      throw SettingError(
        "sharing.side", "should hold a number for each of the \(levels) levels of the trunk. Found \(side.count).")
    }
    let least = CascadedNetwork.smallestSide(blocks: blocks.count), sides = volumes.shape.dropFirst()
    guard sides.allSatisfy({ $0 >= least }) else {
      throw ShapeError(
        "`deepmts` needs volumes of at least \(least) places a side for \(blocks.count) "
          + "\(blocks.count == 1 ? "block" : "blocks"). Found \(sides.map(String.init).joined(separator: "×")).")
    }
  }
}

extension SharingSetup {
  /// The task of the mask and the survival task.
  ///
  /// - Throws: `SettingError` for other tasks.
  fileprivate func maskAndSurvival() throws(SettingError) -> (mask: LearningTask?, survival: LearningTask?) {
    let masks = tasks.filter { $0.kind.isDense && $0.outputs == 1 && $0.labels.form is BinaryLabels }
    let survival = tasks.filter { $0.labels.form is SurvivalLabels }
    guard masks.count <= 1, survival.count <= 1, masks.count + survival.count == tasks.count else {
      let found = tasks.map { "`\($0.name)` (\($0.kind))" }.joined(separator: ", ")
      throw SettingError(
        "`deepmts` should have one task with yes or no at every place and one survival task, or one of them alone. Found \(found)."
      )
    }
    return (masks.first, survival.first)
  }

  /// The volumes among the tensors of a sample, and the names by which the network finds them and the clinical numbers.
  ///
  /// - Throws: `ShapeError` for samples of another form.
  fileprivate func volumesAndReading() throws(ShapeError) -> (InputDescription, DeepMTS.Reading) {
    if input.form == .volume { return (input, DeepMTS.Reading()) }
    if case .several(let parts) = input, parts.count == 2,
      let volumes = parts.first(where: { $0.input.form == .volume }),
      let clinical = parts.first(where: { $0.input.form == .vector })
    {
      return (
        volumes.input,
        DeepMTS.Reading(volumes: volumes.name, clinical: (clinical.name, clinical.input.shape[0]))
      )
    }
    throw ShapeError("`deepmts` needs volumes, alone or with one vector of clinical numbers. Found \(input.sizes).")
  }
}
