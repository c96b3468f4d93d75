import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Components
@testable import Tasks

@Suite("What a wrong configuration says, word for word")
struct ErrorTests {
  static let mistakes: [(yaml: String, message: String)] = [
    // Keys.
    (
      "balancing:\n  method: uw-so\n  temperture: 3",
      "`temperture` is not a key of `balancing` where `method` is `uw-so`. Did you mean `temperature`? (experiment.yaml:3)"
    ),
    (
      "balancing:\n  method: ew\n  temperature: 3",
      "`temperature` is not a key of `balancing` where `method` is `ew`. Its keys are `method`, `smoothing`, `loss-scale`, `regulariser`, `sharpness-aware`. (experiment.yaml:3)"
    ),
    (
      "trianing: {epochs: 3}",
      "`trianing` is not a key of the configuration. Did you mean `training`? (experiment.yaml:1)"
    ),
    (
      "output: {zzz: 1}", "`zzz` is not a key of `output`. Its keys are `folder`, `tensorboard`. (experiment.yaml:1)"
    ),
    (
      "training:\n  batch-size: 3", "`batch-size` is not a key of `training`. Did you mean `batch`? (experiment.yaml:2)"
    ),
    (
      "training:\n  learning_rate: 3",
      "`learning_rate` is not a key of `training`. Did you mean `learning-rate`? (experiment.yaml:2)"
    ),
    (
      "training: {optimizer: {kind: sgd, betas: [0.9, 0.99]}}",
      "`betas` is not a key of `training.optimizer` where `kind` is `sgd`. "
        + "Its keys are `kind`, `momentum`, `dampening`, `nesterov`. (experiment.yaml:1)"
    ),
    (
      "data: {imperfections: {depth-nois: 1}}",
      "`depth-nois` is not a key of `data.imperfections`. Did you mean `depth-noise`? (experiment.yaml:1)"
    ),
    ("data: {kind: multi-digit}", "`data.folder` is missing. (experiment.yaml:1)"),
    (
      "data:\n  kind: multi-digit\n  foldr: x",
      "`data.folder` is missing. Found `foldr`. Did you mean `folder`? (experiment.yaml:2)"
    ),
    (
      "data: {kind: cifar, files: {train: [], test: t}}",
      "`data.files.train` should be a path, or a list of at least one. Found a list. (experiment.yaml:1)"
    ),
    (
      "data: {kind: cifar, files: {train: a, test: t}, derived: [{name: class, classes: [cat]}]}",
      "Tasks should have different names. Found \"class\" twice. (experiment.yaml:1)"
    ),
    (
      "data: {kind: cifar, files: {train: a, test: t}, derived: [{name: pet, classes: [cat, dgo]}]}",
      "`data.derived.0.classes.1` should be a class of CIFAR-10 or its number. Found \"dgo\". Did you mean `dog`? (experiment.yaml:1)"
    ),
    (
      "data: {kind: cifar, files: {train: a, test: t}, derived: [{name: pet, classes: [cat, 3]}]}",
      "`data.derived.0.classes` should be different classes, at least one and not all ten. Found 1 classes in a list of 2. (experiment.yaml:1)"
    ),
    ("balancing: needy", "`balancing.budget` is missing. (experiment.yaml:1)"),
    (
      "tasks:\n  depth:\n    loss: {kind: huber, gamma: 1}",
      "`gamma` is not a key of `tasks.depth.loss` where `kind` is `huber`. Its keys are `kind`, `delta`. (experiment.yaml:3)"
    ),
    // Types.
    (
      "training:\n  epochs: ten", "`training.epochs` should be a whole number. Found \"ten\". (experiment.yaml:2)"
    ),
    ("training: {epochs: 2.5}", "`training.epochs` should be a whole number. Found 2.5. (experiment.yaml:1)"),
    ("training: {epochs: \"10\"}", "`training.epochs` should be a whole number. Found \"10\". (experiment.yaml:1)"),
    ("training:\n  epochs:", "`training.epochs` should be a whole number. Found nothing. (experiment.yaml:2)"),
    ("training: {epochs: [1]}", "`training.epochs` should be a whole number. Found a list. (experiment.yaml:1)"),
    (
      "training: {learning-rate: {}}",
      "`training.learning-rate` should be a number. Found a section. (experiment.yaml:1)"
    ),
    (
      "training: {learning-rate: 0x10}",
      "`training.learning-rate` should be a number. Found \"0x10\". (experiment.yaml:1)"
    ),
    (
      "training: {learning-rate: .nan}",
      "`training.learning-rate` should be a finite number. Found \".nan\". (experiment.yaml:1)"
    ),
    (
      "training: {learning-rate: 1e999}",
      "`training.learning-rate` should be a finite number. Found 1e999. (experiment.yaml:1)"
    ),
    ("training: 3", "`training` should be a section of keys. Found 3. (experiment.yaml:1)"),
    (
      "training: {diagnostics: {samples: 1}}",
      "`training.diagnostics.samples` should be one of 0, 2, 3, 4, 5, 6, 7, 8. Found 1. (experiment.yaml:1)"
    ),
    (
      "training: {diagnostics: {evry: 1}}",
      "`evry` is not a key of `training.diagnostics`. Did you mean `every`? (experiment.yaml:1)"
    ),
    (
      "training: {diagnostics: {samples: 0, per: sample}}",
      "`training.diagnostics.per: sample` should stand with samples, `samples`. Found 0. (experiment.yaml:1)"
    ),
    ("training: {diagnostics: 0}", "`training.diagnostics.every` should be positive. Found 0. (experiment.yaml:1)"),
    (
      "training: {events-per-batch: 0}", "`training.events-per-batch` should be positive. Found 0. (experiment.yaml:1)"
    ),
    (
      "training:\n  batch: 8\n  events-per-batch: 9",
      "`training.events-per-batch` should be at most `batch`, 8. Found 9. (experiment.yaml:3)"
    ),
    (
      "training: {events-per-batch: 4, last-batch: keep}",
      "`training.events-per-batch` should stand with full batches alone. Found `last-batch: keep`. (experiment.yaml:1)"
    ),
    ("training: {clip: soft}", "`training.clip` should be a number. Found \"soft\". (experiment.yaml:1)"),
    (
      "comparison: {single-task: maybe}",
      "`comparison.single-task` should be `true` or `false`. Found \"maybe\". (experiment.yaml:1)"
    ),
    (
      "network: {trunk: mlp, hidden: 64}",
      "`network.hidden` should be a list of whole numbers. Found 64. (experiment.yaml:1)"
    ),
    (
      "network:\n  trunk: mlp\n  hidden:\n    - 64\n    - many",
      "`network.hidden.1` should be a whole number. Found \"many\". (experiment.yaml:5)"
    ),
    (
      "training: {optimizer: {kind: adam, betas: [0.9]}}",
      "`training.optimizer.betas` should be a list of 2 numbers. Found 1. (experiment.yaml:1)"
    ),
    (
      "comparison: {jobs: many}",
      "`comparison.jobs` should be a whole number or `auto`. Found \"many\". (experiment.yaml:1)"
    ),
    ("name: [a]", "`name` should be text. Found a list. (experiment.yaml:1)"),
    // Ranges.
    (
      "balancing: {method: uw-so, temperature: -1}",
      "`balancing.temperature` should be positive. Found -1. (experiment.yaml:1)"
    ),
    ("training: {epochs: 0}", "`training.epochs` should be positive. Found 0. (experiment.yaml:1)"),
    (
      "network: {trunk: mlp, dropout: 1}",
      "`network.dropout` should be at least 0 and below 1. Found 1. (experiment.yaml:1)"
    ),
    (
      "comparison: {bootstrap: {level: 95}}",
      "`comparison.bootstrap.level` should be between 0.5 and 0.999. Found 95. (experiment.yaml:1)"
    ),
    (
      "tasks:\n  depth: {loss: {kind: huber, delta: 0}}",
      "`tasks.depth.loss.delta` should be positive. Found 0. (experiment.yaml:2)"
    ),
    (
      "data: {imperfections: {normal-window: 1.5}}",
      "`data.imperfections.normal-window` should be a whole number. Found 1.5. (experiment.yaml:1)"
    ),
    ("data: {height: 4}", "`data.height` should be at least 8. Found 4. (experiment.yaml:1)"),
    ("seed: -1", "`seed` should be zero or positive. Found -1. (experiment.yaml:1)"),
    (
      "data: {kind: multi-digit, folder: x, canvas: 30}",
      "`data.canvas` should be one of 28, 36, 64. Found 30. (experiment.yaml:1)"
    ),
    // Words.
    (
      "balancing: uwso",
      "`balancing.method` should be one of `ew`, `scalarization`, `rlw`, `uw`, `uw-o`, `pcgrad`, `cagrad`, `graddrop`, `uw-so`, `needy`. "
        + "Found \"uwso\". Did you mean `uw-so`? (experiment.yaml:1)"
    ),
    (
      "training: {precision: fp8}",
      "`training.precision` should be one of `auto`, `fp32`, `bf16`. Found \"fp8\". (experiment.yaml:1)"
    ),
    (
      "training: {augmentation: [blur]}",
      "`training.augmentation.0` should be one of `scale-crop`, `flip`, `linear-normals`, `corruption`, `volume-motion`. Found \"blur\". (experiment.yaml:1)"
    ),
    (
      "tasks: {depth: {loss: hubr}}",
      "`tasks.depth.loss.kind` should be one of `cross-entropy`, `binary-cross-entropy`, `l1`, `l2`, `huber`, `cosine`, "
        + "`focal`, `dice`, `dice-focal`, `cox`, `discrete-time`. Found \"hubr\". Did you mean `huber`? (experiment.yaml:1)"
    ),
    (
      "tasks: {depth: {metrics: [rsme]}}",
      "`tasks.depth.metrics.0` should be a metric. Found \"rsme\". Did you mean `rmse`? (experiment.yaml:1)"
    ),
    (
      "tasks: {depth: {metrics: [beauty]}}",
      "`tasks.depth.metrics.0` should be one of \(Metrics.all.names.quotedList). Found \"beauty\". (experiment.yaml:1)"
    ),
    (
      "tasks: {depths: {weight: 2}}", "`depths` is not a task of the data. Did you mean `depth`? (experiment.yaml:1)"
    ),
    (
      "tasks: {colour: {weight: 2}}",
      "`colour` is not a task of the data. Its tasks are `segmentation`, `depth`, `normals`. (experiment.yaml:1)"
    ),
    (
      "only: [depths]",
      "`only` should name tasks of the data: `segmentation`, `depth`, `normals`. Found \"depths\". Did you mean `depth`? "
        + "(experiment.yaml:1)"
    ),
    ("only: []", "`only` should name at least one task. Found none. (experiment.yaml:1)"),
    (
      "name: a/b",
      "`name` should be letters, digits, `-`, `_` and `.`, for it names a folder. Found \"a/b\". (experiment.yaml:1)"
    ),
    // What hangs together.
    (
      "training: {select: {split: test}}",
      "`training.select.split` should be `validation`: figures of the split that chose the epoch are too good. "
        + "Found \"test\". To do so all the same, set `allow-test-selection: true` next to it. (experiment.yaml:1)"
    ),
    (
      "training: {optimizer: {kind: sgd, nesterov: true}}",
      "`training.optimizer.nesterov` needs a positive `momentum` and a `dampening` of 0. Found 0.0 and 0.0. (experiment.yaml:1)"
    ),
    (
      "training: {schedule: {kind: multi-step, at: [3, 2]}}",
      "`training.schedule.at` should name epochs in ascending order. Found [3.0, 2.0]. (experiment.yaml:1)"
    ),
    (
      "network: {trunk: segnet, widths: []}",
      "`network.widths` should name at least one level. Found none. (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [ew, ew]}",
      "`comparison.methods` should have different labels. Found \"EW\" twice. (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: scalarization, grid: {weights: {step: 0.3}}}]}",
      "`comparison.methods.0.grid.weights.step` should divide 1 into equal parts. Found 0.3. (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: uw-so, grid: {temperature: [1, -2]}}]}",
      "`comparison.methods.0.grid.temperature.1` should be positive. Found -2. (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: uw-so, grid: {temprature: [1]}}]}",
      "`temprature` is not a key of `comparison.methods.0.grid`. Did you mean `temperature`? (experiment.yaml:1)"
    ),
    (
      "comparison: {seeds: [1, 1]}",
      "`comparison.seeds` should be different seeds, at least one. Found [1, 1]. (experiment.yaml:1)"
    ),
    (
      "comparison: {seeds: 2, select-seeds: 3}",
      "`comparison.select-seeds` should be between 1 and 2. Found 3. (experiment.yaml:1)"
    ),
    (
      "tasks: {depth: {metrics: []}}",
      "`tasks.depth.metrics` should name at least one metric. Found none. (experiment.yaml:1)"
    ),
  ]

  @Test(arguments: mistakes)
  func oneClearError(yaml: String, message: String) {
    #expect(errorText { _ = try ConfigurationSample.read(yaml) } == message)
  }

  static let tables: [(change: String, message: String)] = [
    ("data.targets=[]", "`data.targets` should name at least one target. Found none. (--set)"),
    (
      "data.targets=[{column: t, kind: regression}, {column: u, name: t, kind: binary}]",
      "`data.targets` should have different names. Found \"t\" twice. (--set)"
    ),
    (
      "data.targets=[{column: x, kind: regression}]",
      "`data.inputs` should not hold the column of a target. Found \"x\". (experiment.yaml:4)"
    ),
    (
      "data.sample-weight=x",
      "`data.inputs` should not hold the column of `sample-weight`. Found \"x\". (experiment.yaml:4)"
    ),
    (
      "data={kind: table, files: {train: t.csv}, targets: [{column: w, name: t, kind: regression}], sample-weight: w}",
      "`data.targets` should not hold the column of `sample-weight`. Found \"w\" as \"t\". (--set)"
    ),
    (
      "data.targets=[{column: t, kind: regressoin}]",
      "`data.targets.0.kind` should be one of `regression`, `binary`, `classification`, `survival`. Found \"regressoin\". "
        + "Did you mean `regression`? (--set)"
    ),
    (
      "data.targets.0.positive=1",
      "`positive` is not a key of `data.targets.0` where `kind` is `regression`. "
        + "Its keys are `column`, `name`, `kind`, `task-by`, `loss`, `weight`, `metrics`. (--set)"
    ),
    ("data.inputs.categorical=[x]", "`data.inputs` should hold a column once. Found \"x\" twice. (experiment.yaml:4)"),
    ("data.inputs.numeric=all", "`data.inputs.numeric` should be a list of columns or `rest`. Found \"all\". (--set)"),
    ("data.separator=ab", "`data.separator` should be one character, or `tab`. Found \"ab\". (--set)"),
    ("data.split.by=group", "`data.split.column` is missing. (--set)"),
    (
      "data.split={by: column, column: c, validation-values: [a, b], test-values: [b]}",
      "`data.split` should send a value to one split. Found \"b\" for validation and test. (--set)"
    ),
    (
      "data.split={validation: 0.5, test: 0.5}",
      "`data.split` should leave rows for training. Found validation 0.5 and test 0.5. (--set)"
    ),
    ("data.format=float64", "`data.columns` is missing. (experiment.yaml:2)"),
    (
      "tasks.t.loss=l1",
      "The loss and the metrics of `t` should be given in `data.targets` or in `tasks`. Found both. (--set)"
    ),
    (
      "data.files.train=${NOWHERE}/a.csv",
      "`data.files.train` names the environment variable `NOWHERE`, which is not set. (--set)"
    ),
    (
      "data.files.train=${DATA/a.csv",
      "`data.files.train` should close its `${` with `}`. Found \"${DATA/a.csv\". (--set)"
    ),
  ]

  @Test(arguments: tables)
  func oneClearErrorForATable(change: String, message: String) {
    let table = """
      data:
        kind: table
        files: {train: a.csv}
        inputs: {numeric: [x, y]}
        targets: [{column: t, kind: regression, loss: l2}]
      """
    #expect(errorText { _ = try ConfigurationSample.read(table) } == "no error")
    #expect(errorText { _ = try ConfigurationSample.read(table, [change]) } == message)
  }

  @Test func aTestFileLeavesNoShareToHoldOut() {
    let yaml = """
      data:
        kind: table
        files: {train: a.csv, test: b.csv}
        targets: [{column: t, kind: regression}]
        split: {test: 0.2}
      """
    #expect(
      errorText { _ = try ConfigurationSample.read(yaml) }
        == "`test` is not a key of `data.split` where `by` is `random`. "
        + "Its keys are `by`, `validation`, `seed`. (experiment.yaml:5)")
  }

  @Test func whatNearlyNamesAKeyIsSuggestedWhatIsFarFromAllIsNot() {
    #expect(Suggestion.nearest(to: "temperture", among: ["method", "temperature"]) == "temperature")
    #expect(Suggestion.nearest(to: "Epochs", among: ["epochs"]) == "epochs")
    #expect(Suggestion.nearest(to: "ab", among: ["ba", "abcdef"]) == nil)
    #expect(Suggestion.nearest(to: "UW_SO", among: ["uw-o", "uw-so"]) == "uw-so")
    #expect(Suggestion.nearest(to: "uw-s", among: ["uw", "uw-o", "uw-so"]) == "uw-o")
    #expect(Suggestion.nearest(to: "lr", among: ["l1", "l2"]) == nil)
    #expect(Suggestion.nearest(to: "schedule-kind", among: ["schedule"]) == "schedule")
    #expect(Suggestion.nearest(to: "x", among: []) == nil)
    #expect(Suggestion.distance("kitten", "sitting") == 3)
    #expect(Suggestion.distance("trianing", "training") == 1)
    #expect(Suggestion.distance("", "abc") == 3)
  }
}
