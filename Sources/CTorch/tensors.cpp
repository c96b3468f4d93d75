#include <cstring>
#include <sstream>

#include "shim.h"

namespace {
at::TensorOptions options(int dtype, int device, int index) {
  return at::TensorOptions().dtype(at::ScalarType(dtype)).device(device_of(device, index));
}
const std::initializer_list<CTensor> none = {};

/// The elements row-major in host memory.
at::Tensor host(const at::Tensor &tensor) { return tensor.detach().to(at::kCPU).contiguous(); }

void check_bytes(const at::Tensor &tensor, long bytes) {
  TORCH_CHECK(long(tensor.nbytes()) == bytes, "the tensor has ", tensor.nbytes(), " bytes, the memory ", bytes);
}
/// Options for a new tensor of this shape, which the memory of the host has to hold.
at::TensorOptions fitting(const long *shape, long rank, int dtype, int device, int index) {
  double bytes = double(c10::elementSize(at::ScalarType(dtype)));
  for (long i = 0; i < rank; i++) bytes *= double(shape[i]);
  if (at::DeviceType(device) == at::kCPU) take_memory(bytes);
  return options(dtype, device, index);
}
}  // namespace

extern "C" {
void ct_free(CTensor tensor) { delete reinterpret_cast<at::Tensor *>(tensor); }
void ct_list_free(CTensorList list) { delete[] list.items; }
CTensor ct_undefined(void) { return wrap(at::Tensor()); }
bool ct_is_defined(CTensor tensor) { return T(tensor).defined(); }
CTensor ct_alias(CTensor tensor) { return wrap(T(tensor)); }
bool ct_same(CTensor a, CTensor b) { return T(a).is_same(T(b)); }

CTensor ct_empty(const long *shape, long rank, int dtype, int device, int index, int format) {
  CT_GUARD("empty", none, return wrap(at::empty(
      ints(shape, rank), fitting(shape, rank, dtype, device, index).memory_format(at::MemoryFormat(format))));)
}
CTensor ct_full(const long *shape, long rank, double value, int dtype, int device, int index) {
  CT_GUARD("full", none, return wrap(at::full(
      ints(shape, rank), scalar(value), fitting(shape, rank, dtype, device, index)));)
}
CTensor ct_from_data(const void *data, const long *shape, long rank, int dtype, int device, int index) {
  CT_GUARD("from_data", none,
      at::Tensor tensor = at::empty(ints(shape, rank), at::TensorOptions().dtype(at::ScalarType(dtype)));
      if (tensor.nbytes() > 0) std::memcpy(tensor.mutable_data_ptr(), data, tensor.nbytes());
      return wrap(tensor.to(device_of(device, index)));)
}
CTensor ct_arange(double start, double end, double step, int dtype, int device, int index) {
  CT_GUARD("arange", none,
      return wrap(at::arange(scalar(start), scalar(end), scalar(step), options(dtype, device, index)));)
}
CTensor ct_linspace(double start, double end, long count, int dtype, int device, int index) {
  CT_GUARD("linspace", none, return wrap(at::linspace(start, end, count, options(dtype, device, index)));)
}
CTensor ct_eye(long n, int dtype, int device, int index) {
  CT_GUARD("eye", none, return wrap(at::eye(n, options(dtype, device, index)));)
}
CTensor ct_randperm(long n, CGenerator generator, int device, int index) {
  CT_GUARD("randperm", none, return wrap(at::randperm(n, generator_of(generator), options(int(at::kLong), device, index)));)
}

long ct_rank(CTensor tensor) { return T(tensor).defined() ? T(tensor).dim() : 0; }
long ct_count(CTensor tensor) { return T(tensor).defined() ? T(tensor).numel() : 0; }
bool ct_size(CTensor tensor, long dim, long *result) {
  CT_GUARD("size", (std::initializer_list<CTensor>{tensor}), *result = T(tensor).size(dim); return true;)
}
void ct_shape(CTensor tensor, long *result) {
  if (T(tensor).defined())
    for (int64_t size : T(tensor).sizes()) *result++ = size;
}
int ct_dtype(CTensor tensor) { return T(tensor).defined() ? int(T(tensor).scalar_type()) : int(at::kFloat); }
int ct_device(CTensor tensor, int *index) {
  *index = T(tensor).defined() && T(tensor).device().has_index() ? T(tensor).device().index() : 0;
  return T(tensor).defined() ? int(T(tensor).device().type()) : int(at::kCPU);
}
bool ct_is_contiguous(CTensor tensor, int format) {
  return T(tensor).defined() && T(tensor).is_contiguous(at::MemoryFormat(format));
}
bool ct_item(CTensor tensor, double *result) {
  CT_GUARD("item", (std::initializer_list<CTensor>{tensor}), *result = T(tensor).item().toDouble(); return true;)
}
bool ct_read(CTensor tensor, void *target, long bytes) {
  CT_GUARD("read", (std::initializer_list<CTensor>{tensor}), at::Tensor source = host(T(tensor));
      check_bytes(source, bytes);
      if (bytes > 0) std::memcpy(target, source.const_data_ptr(), bytes);
      return true;)
}
bool ct_write(CTensor tensor, const void *source, long bytes) {
  CT_GUARD("write", (std::initializer_list<CTensor>{tensor}),
      TORCH_CHECK(T(tensor).is_cpu() && T(tensor).is_contiguous(), "a contiguous tensor in host memory is needed");
      check_bytes(T(tensor), bytes);
      if (bytes > 0) std::memcpy(T(tensor).mutable_data_ptr(), source, bytes);
      return true;)
}
void *ct_data(CTensor tensor) {
  CT_GUARD("data", (std::initializer_list<CTensor>{tensor}), return T(tensor).mutable_data_ptr();)
}
CTensor ct_to(CTensor tensor, int dtype, int device, int index, bool non_blocking) {
  CT_GUARD("to", (std::initializer_list<CTensor>{tensor}),
      return wrap(T(tensor).to(device_of(device, index), at::ScalarType(dtype), non_blocking));)
}
CTensor ct_to_format(CTensor tensor, int format) {
  CT_GUARD("contiguous", (std::initializer_list<CTensor>{tensor}),
      // `contiguous` alone leaves the strides of dimensions of size one, such as a grey image's channel, undecided, and
      // convolutions then take the tensor for row-major.
      const at::Tensor &source = T(tensor);
      return wrap(source.contiguous(at::MemoryFormat(format))
              .to(source.scalar_type(), false, false, at::MemoryFormat(format)));)
}
const char *ct_describe(CTensor tensor) {
  thread_local std::string text;
  if (!T(tensor).defined()) return "failed tensor";
  std::ostringstream stream;
  stream << T(tensor);
  text = stream.str();
  return text.c_str();
}
}
