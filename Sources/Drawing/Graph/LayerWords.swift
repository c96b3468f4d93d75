/// The operations of a block in words: "conv 3×3, 64 → 128, batch norm, ReLU".
struct LayerWords {
  let text: String
  /// The most words.
  private static let most = 4

  init(_ operations: [Trace.Operation], in trace: Trace) {
    var words: [String] = []
    var counts: [String: Int] = [:]
    for operation in operations {
      guard let word = Self.word(operation, in: trace) else { continue }
      if counts[word] == nil { words.append(word) }
      counts[word, default: 0] += 1
    }
    let shown = words.prefix(Self.most).map { word in counts[word]! > 1 ? "\(counts[word]!) \(word)" : word }
    var text = shown.joined(separator: ", ") + (words.count > Self.most ? ", …" : "")
    if words.isEmpty { text = "rearranges" }
    let products = operations.filter { Self.widths($0, in: trace) != nil }
    if let only = products.first, products.count == 1, let name = Self.word(only, in: trace) {
      text = text.replacing(name, with: "\(name) \(Self.widths(only, in: trace) ?? "")", maxReplacements: 1)
    }
    self.text = text
  }

  /// The word for an operation; nil for views and copies.
  private static func word(_ operation: Trace.Operation, in trace: Trace) -> String? {
    let name = operation.name.hasSuffix("_") ? String(operation.name.dropLast()) : operation.name
    if let word = known[name] { return word.isEmpty ? nil : word }
    if name.hasPrefix("conv_transpose") { return "transposed conv" + kernel(operation, in: trace) }
    if name.hasPrefix("conv") { return "conv" + kernel(operation, in: trace) }
    if name.contains("max_pool") { return name.hasPrefix("adaptive") ? "adaptive max pool" : "max pool" }
    if name.contains("max_unpool") { return "max unpool" }
    if name.hasPrefix("adaptive_avg_pool") { return "mean over places" }
    if name.hasPrefix("avg_pool") { return "mean pool" }
    if name.hasPrefix("upsample") { return "enlarge" }
    return name.replacing("_", with: " ")
  }

  private static func kernel(_ operation: Trace.Operation, in trace: Trace) -> String {
    guard operation.inputs.count > 1 else { return "" }
    return " " + trace.values[operation.inputs[1]].shape.dropFirst(2).map(String.init).joined(separator: "×")
  }

  /// "64 → 128": the numbers that a product reads and makes for each place.
  private static func widths(_ operation: Trace.Operation, in trace: Trace) -> String? {
    guard operation.inputs.count > 1, let made = operation.outputs.first else { return nil }
    let read = trace.values[operation.inputs[0]].shape, output = trace.values[made].shape
    if operation.name == "linear" { return "\(read.last ?? 0) → \(output.last ?? 0)" }
    guard operation.name.hasPrefix("conv"), read.count > 1, output.count > 1 else { return nil }
    return "\(read[1]) → \(output[1])"
  }

  private static let known: [String: String] = [
    "linear": "linear", "addmm": "linear", "matmul": "matrix product", "bmm": "matrix product", "mm": "matrix product",
    "einsum": "matrix product", "batch_norm": "batch norm", "layer_norm": "layer norm", "group_norm": "group norm",
    "instance_norm": "instance norm", "relu": "ReLU", "gelu": "GELU", "silu": "SiLU", "elu": "ELU", "tanh": "tanh",
    "leaky_relu": "leaky ReLU", "log_softmax": "log softmax", "pooled_pairs": "max pool, ReLU",
    "scaled_dot_product_attention": "attention", "lstm": "LSTM", "gru": "GRU", "rnn_tanh": "RNN", "rnn_relu": "RNN",
    "mul": "×", "add": "+", "sub": "−", "div": "÷", "neg": "−", "cat": "concatenate", "stack": "stack", "mean": "mean",
    "view": "", "reshape": "", "permute": "", "transpose": "", "unsqueeze": "", "squeeze": "", "select": "",
    "slice": "",
    "narrow": "", "flatten": "", "expand": "", "contiguous": "", "clone": "", "chunk": "", "split": "", "unbind": "",
    "split_with_sizes": "", "to": "", "_to_copy": "", "detach": "stop gradient", "alias": "", "t": "", "as_strided": "",
    "copy": "", "index_select": "select", "index": "select", "repeat": "", "ones_like": "", "zeros_like": "",
    "masked_fill": "mask", "where": "choose", "addcmul": "added product",
  ]
}
