import Components
import Tasks
import Torch

/// A value that a method's typed initialiser can hand on as a setting.
protocol SettingConvertible {
  var settingValue: SettingValue { get }
}

extension Double: SettingConvertible {
  var settingValue: SettingValue { .number(self) }
}

extension Int: SettingConvertible {
  var settingValue: SettingValue { .number(Double(self)) }
}

extension [Double]: SettingConvertible {
  var settingValue: SettingValue { .numbers(self) }
}

/// An enumeration whose cases are the words among which a setting chooses.
protocol SettingWord: SettingConvertible, RawRepresentable, CaseIterable, Sendable where RawValue == String {}

extension SettingWord {
  var settingValue: SettingValue { .word(rawValue) }
}

extension Setting.Kind {
  static func word<Word: SettingWord>(of type: Word.Type) -> Setting.Kind { .word(type.allCases.map(\.rawValue)) }
}

extension BalancingSetup {
  /// What a typed initialiser makes of its arguments. It hands them on to the initialiser of the catalogue, so that the default,
  /// the range and the errors of a setting stand once, on the card.
  ///
  /// - Parameter settings: by their names; those that are nil are left out.
  init(
    _ tasks: [BalancedTask], _ settings: [String: (any SettingConvertible)?], generator: Generator = Generator(seed: 0),
    device: Device = .cpu, dtype: DType = .float32
  ) {
    self.init(
      tasks, parameters: settings.compactMapValues { $0?.settingValue }, generator: generator, device: device,
      dtype: dtype)
  }
}

extension [BalancingSetup.BalancedTask] {
  /// As many tasks as the method needs to know of, by their places.
  static func counted(_ count: Int) -> Self { .named((0..<Swift.max(count, 0)).map { "task \($0 + 1)" }) }

  static func named(_ names: [String]) -> Self { names.map { .init($0) } }

  static func of(_ likelihoods: [Likelihood]) -> Self {
    likelihoods.enumerated().map { .init("task \($0 + 1)", $1) }
  }
}
