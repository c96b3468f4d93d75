// One network for the heating and the cooling load of buildings: read a table, train, look at the test rows, save, load, predict.
//
//   cd examples/swift && swift run -c release Buildings
//
// Arguments, both optional: the table (default ../data/energy/energy.csv) and the folder for the weights (default the current one).

import Equipoise
import Foundation

let arguments = CommandLine.arguments.dropFirst()
let file = arguments.first ?? "../data/energy/energy.csv"
let folder = URL(filePath: arguments.dropFirst().first ?? ".")

// The data: which columns are inputs, which are targets. Rows are divided at random: 70 % training, 15 % validation, 15 % test.
var schema = TableSchema(
  train: file,
  targets: [.init(name: "heating", kind: .regression), .init(name: "cooling", kind: .regression)])
schema.numeric = ["compactness", "surface", "walls", "roof", "height", "glazing"]
schema.categorical = ["orientation", "glazing_side"]
let table = try Table(schema)
let data = DataSource.table(table)

// The network: one trunk, and a head for each task.
func makeNetwork(seed: UInt64) -> HardSharing {
  let generator = Generator(seed: seed)
  return HardSharing(
    trunk: MLP(data.inputShape[0], hidden: [64, 64], generator: generator),
    heads: data.tasks.map { ($0.name, Linear(64, $0.outputs, generator: generator)) })
}

// The training: UW-O divides each loss by its own value. The epoch with the smallest validation losses is kept.
let network = makeNetwork(seed: 1)
let weighting = try UWO()
var options = TrainingOptions(epochs: 200)
options.patience = 20
let trainer = Trainer(
  network: network, tasks: data.tasks, weighting: weighting,
  optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 3e-3)), schedule: ConstantRate(),
  options: options)
let outcome = try trainer.fit(
  DataLoader(data.train, batchSize: 32, seed: 1),
  validation: DataLoader(data.validation, batchSize: 256, shuffle: false))
print("trained \(outcome.epochs) epochs, kept epoch \(outcome.bestEpoch)")

// Metrics are in the columns' own unit, kWh/m².
let figures = try trainer.evaluate(DataLoader(data.test, batchSize: 256, shuffle: false), split: "test")
for (task, metrics) in figures.metrics {
  let text = metrics.map { "\($0.key) \(String(format: "%.3f", $0.value))" }.joined(separator: ", ")
  print("\(task): \(text)")
}

// Weights in safetensors, which other tools read too.
let weights = folder.appending(path: "buildings.safetensors")
try SafeTensors.write(network.stateDictionary(), to: weights)

// Elsewhere: the same network, its weights, and rows without targets. The table encodes them as it encoded the training rows.
let loaded = makeNetwork(seed: 2)
try loaded.load(SafeTensors.read(weights).tensors, from: weights.path)
loaded.eval()
let rows = try table.inputs(of: URL(filePath: file))
let outputs = withoutGradients { loaded(Tensor(rows.values, shape: [rows.count, data.inputShape[0]])) }
for task in data.tasks {
  let predictions = task.prediction(outputs[task.name]!).array(of: Double.self)
  print("\(task.name) of the first buildings: \(predictions.prefix(3).map { String(format: "%.1f", $0) })")
}
