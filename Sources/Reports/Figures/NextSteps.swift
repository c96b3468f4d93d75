import Printing

/// The commands that lead from a comparison to a model, to be copied.
package struct NextSteps: Sendable, Hashable {
  package struct Step: Sendable, Hashable {
    /// The purpose of the command in words: "Train EW on all data, 14 epochs".
    package var purpose: String
    package var command: String
  }

  package var steps: [Step]
}

extension Comparison {
  /// The commands that train the recommended row on all data, predict with it and evaluate it; nil if nothing is
  /// recommended or the runs are not in folders.
  package var nextSteps: NextSteps? {
    let runs = recommendedRuns
    guard let first = runs.first else { return nil }
    let path = first.folder.deletingLastPathComponent().relativeToCurrentFolder
    let experiment = ShellText.word(path.hasPrefix("-") ? "./" + path : path)
    let epochs = Set(runs.map(\.epoch)).sorted()
    let count = epochs.count == 1 ? "\(epochs[0])" : "\(epochs[0]) to \(epochs[epochs.count - 1])"
    let what = first.task == nil ? first.label : runs.count == 1 ? "the task" : "each of the \(runs.count) tasks alone"
    var steps: [NextSteps.Step] = [
      .init(
        purpose:
          "Train \(what) on all data (\(count) \(count == "1" ? "epoch" : "epochs"), as the best of its seeds kept)",
        command: "equipoise train \(experiment) --all-data")
    ]
    if let files = predictedFiles {
      steps.append(
        .init(
          purpose: "Predict for new inputs",
          command: "equipoise predict \(experiment) \(files.input) --output \(files.output)"))
    }
    steps.append(.init(purpose: "Measure it on the test split", command: "equipoise evaluate \(experiment)"))
    if let command = taskGroups?.command, let text = taskGroupsText {
      steps.append(.init(purpose: "Try a division of the tasks: \(text)", command: command))
    }
    return NextSteps(steps: steps)
  }

  /// The files to predict for and to write, with the endings of the kind of data; nil for runs on volumes or several data sets, which
  /// do not predict.
  private var predictedFiles: (input: String, output: String)? {
    switch context.dataKind {
    case "scenes", "camvid", "cityscapes", "nyuv2", "dense-folder": ("photos", "predictions.safetensors")
    case "celeba", "cifar", "image-folder", "image-list", "lesion-boxes": ("photos", "predictions.csv")
    case "multi-digit", "omniglot": ("images.npy", "predictions.safetensors")
    case "arff": ("new.arff", "predictions.csv")
    case "text": ("new.txt", "predictions.csv")
    case "sets", "tumour-volumes": nil
    default: ("new.csv", "predictions.csv")
    }
  }
}
