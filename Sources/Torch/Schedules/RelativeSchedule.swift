/// A schedule for a rate of 1, times each group's own rate.
package struct RelativeSchedule: LearningRateSchedule {
  let shape: any LearningRateSchedule

  package init(_ shape: any LearningRateSchedule) { self.shape = shape }

  package func rate(base: Double, step: Int) -> Double { base * shape.rate(base: 1, step: step) }
}
