// What the files of the shim share: handles, conversions and the one guard.
#pragma once
#include <ATen/ATen.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "ctorch.h"

inline at::Tensor &T(CTensor tensor) { return *reinterpret_cast<at::Tensor *>(tensor); }
inline CTensor wrap(at::Tensor tensor) { return reinterpret_cast<CTensor>(new at::Tensor(std::move(tensor))); }

inline std::optional<at::Tensor> optional(CTensor tensor) {
  return tensor ? std::optional<at::Tensor>(T(tensor)) : std::nullopt;
}
inline std::vector<at::Tensor> list(const CTensor *tensors, long count) {
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (long i = 0; i < count; i++) {
    // Some operations leave such a tensor out, as if it were empty.
    TORCH_CHECK(T(tensors[i]).defined(), "tensor ", i, " should be the result of an operation. Found that of a failed one");
    result.push_back(T(tensors[i]));
  }
  return result;
}
inline c10::List<std::optional<at::Tensor>> optionals(const CTensor *tensors, long count) {
  c10::List<std::optional<at::Tensor>> result;
  result.reserve(count);
  for (long i = 0; i < count; i++) result.push_back(optional(tensors[i]));
  return result;
}
inline at::IntArrayRef ints(const long *values, long count) {
  static_assert(sizeof(long) == sizeof(int64_t));
  return at::IntArrayRef(reinterpret_cast<const int64_t *>(values), count);
}
/// A whole number stays whole, so that arithmetic with it keeps a tensor's whole-number type.
inline at::Scalar scalar(double value) {
  int64_t whole = std::abs(value) < 9e15 ? int64_t(value) : 0;
  return double(whole) == value && !(whole == 0 && std::signbit(value)) ? at::Scalar(whole) : at::Scalar(value);
}
template <typename V> std::optional<V> maybe(bool has, V value) { return has ? std::optional<V>(value) : std::nullopt; }
inline std::optional<at::Scalar> maybe_scalar(bool has, double value) {
  return has ? std::optional<at::Scalar>(scalar(value)) : std::nullopt;
}
inline std::optional<at::Generator> generator_of(CGenerator generator) {
  return generator ? std::optional<at::Generator>(*reinterpret_cast<at::Generator *>(generator)) : std::nullopt;
}
inline at::Device device_of(int device, int index) {
  return at::Device(at::DeviceType(device), at::DeviceIndex(index));
}

inline bool wrap_list(std::vector<at::Tensor> tensors, CTensorList *list) {
  list->count = long(tensors.size());
  list->items = new CTensor[tensors.size()];
  for (size_t i = 0; i < tensors.size(); i++) list->items[i] = wrap(std::move(tensors[i]));
  return true;
}
template <typename Tuple> bool wrap_tuple(Tuple tensors, CTensor *results) {
  std::apply([&](auto &&...tensor) { ((*results++ = wrap(tensor)), ...); }, tensors);
  return true;
}

/// Leaves "name([2, 3], [4]): message" in `ct_error`.
void fail(const char *name, std::initializer_list<CTensor> tensors, const char *message);

/// Adds to the record what is no operation of LibTorch's.
void note_operation(const char *name, std::initializer_list<CTensor> inputs, const at::Tensor &output);

/// Counts the memory of a new tensor on the host, and throws before it is taken where there is too little.
void take_memory(double bytes);

/// The calls of this thread up to the one that is to fail; 0 for none.
extern thread_local constinit long calls_to_failure;
void count_call();

/// Every function that can throw has this around its body, so that no exception leaves.
#define CT_GUARD(name, tensors, ...)                     \
  try {                                                  \
    if (calls_to_failure) count_call();                  \
    __VA_ARGS__                                          \
  } catch (const c10::Error &error) {                    \
    fail(name, tensors, error.what_without_backtrace()); \
  } catch (const std::exception &error) {                \
    fail(name, tensors, error.what());                   \
  } catch (...) {                                        \
    fail(name, tensors, "unknown error");                \
  }                                                      \
  return {};
