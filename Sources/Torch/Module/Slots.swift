/// A property that holds a module's tensor, found by reflection.
protocol TensorSlot {
  /// The name in the state dictionary; nil if it is the property's.
  var key: String? { get }
  var slotTensor: Tensor? { get }
  var isBuffer: Bool { get }
}

/// A trainable tensor of a module: `@Parameter var weight: Tensor`, or `Tensor?` where it may be absent.
///
/// The name in the state dictionary is the property's, or the given one: `@Parameter("in_proj_weight") var …`.
@propertyWrapper
public struct Parameter<Value>: TensorSlot {
  /// The tensor, which requires gradients; nil where an optional one is absent.
  public var wrappedValue: Value {
    didSet { (wrappedValue as? Tensor)?.requiresGrad = true }
  }
  let key: String?

  /// Creates a trainable tensor; `key` is its name in the state dictionary if that is not the property's.
  public init(wrappedValue: Value, _ key: String? = nil) {
    self.wrappedValue = wrappedValue
    self.key = key
    (wrappedValue as? Tensor)?.requiresGrad = true
  }

  var slotTensor: Tensor? { (wrappedValue as? Tensor) }
  var isBuffer: Bool { false }
}

/// A tensor that belongs to a module's state but is not trained, such as running statistics.
@propertyWrapper
public struct Buffer<Value>: TensorSlot {
  /// The tensor; nil where an optional one is absent.
  public var wrappedValue: Value
  let key: String?

  /// Creates a tensor of the state; `key` is its name in the state dictionary if that is not the property's.
  public init(wrappedValue: Value, _ key: String? = nil) {
    self.wrappedValue = wrappedValue
    self.key = key
  }

  var slotTensor: Tensor? { (wrappedValue as? Tensor) }
  var isBuffer: Bool { true }
}

/// A submodule under another name than its property's: `@Named("downsample") var shortcut: Sequential?`.
@propertyWrapper
public struct Named<Value>: NamedChild {
  /// The submodule; nil where an optional one is absent.
  public var wrappedValue: Value
  let key: String

  /// Creates a submodule with the name `key`.
  public init(wrappedValue: Value, _ key: String) {
    self.wrappedValue = wrappedValue
    self.key = key
  }

  var child: Any { wrappedValue }
}

protocol NamedChild {
  var key: String { get }
  var child: Any { get }
}

/// A property that holds several of a module's tensors under names of their own, found by reflection.
protocol TensorSlots {
  var slotTensors: [(name: String, tensor: Tensor)] { get }
}

/// Trainable tensors of a module whose names and number are known only at run time: `@Parameters var weights`.
@propertyWrapper
public struct Parameters: TensorSlots {
  /// Names and tensors, which require gradients.
  public var wrappedValue: [(name: String, tensor: Tensor)] {
    didSet { for (_, tensor) in wrappedValue { tensor.requiresGrad = true } }
  }

  /// Creates trainable tensors with these names.
  public init(wrappedValue: [(name: String, tensor: Tensor)]) {
    self.wrappedValue = wrappedValue
    for (_, tensor) in wrappedValue { tensor.requiresGrad = true }
  }

  var slotTensors: [(name: String, tensor: Tensor)] { wrappedValue }
}
