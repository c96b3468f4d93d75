// The hand-written part of the shim over LibTorch. A function that fails returns null or false and leaves the reason in
// `ct_error`; no C++ exception leaves. Shapes are `long` arrays with their count. `dtype` is at::ScalarType's number,
// `device` at::DeviceType's, `format` at::MemoryFormat's.
#pragma once
#include "operations.generated.h"
#include "types.h"

CT_BEGIN

// --- errors
const char *_Nonnull ct_error(void);
void ct_scope_enter(void);
void ct_scope_limit(double bytes);
/// Ends the innermost error scope. True if something failed in it; `ct_error` then holds the first failure.
bool ct_scope_leave(void);
/// Notes the failure for the innermost scope; false where there is none.
bool ct_scope_record(void);
/// Lets the call of this number from now fail on this thread, for tests of what follows; 0 for none. Returns the calls that
/// were left before.
long ct_fail_call(long number);
/// Notes a failure of the caller's own.
void ct_fail(const char *_Nonnull message);

// --- tensors
void ct_free(CTensor _Nonnull tensor);
void ct_list_free(CTensorList list);
CTensor _Nonnull ct_undefined(void);
bool ct_is_defined(CTensor _Nonnull tensor);
CTensor _Nullable ct_alias(CTensor _Nonnull tensor);
bool ct_same(CTensor _Nonnull a, CTensor _Nonnull b);
CTensor _Nullable ct_empty(const long *_Nonnull shape, long rank, int dtype, int device, int index, int format);
CTensor _Nullable ct_full(const long *_Nonnull shape, long rank, double value, int dtype, int device, int index);
CTensor _Nullable ct_from_data(const void *_Nonnull data, const long *_Nonnull shape, long rank, int dtype, int device, int index);
CTensor _Nullable ct_arange(double start, double end, double step, int dtype, int device, int index);
CTensor _Nullable ct_linspace(double start, double end, long count, int dtype, int device, int index);
CTensor _Nullable ct_eye(long n, int dtype, int device, int index);
CTensor _Nullable ct_randperm(long n, CGenerator _Nonnull generator, int device, int index);
long ct_rank(CTensor _Nonnull tensor);
long ct_count(CTensor _Nonnull tensor);
bool ct_size(CTensor _Nonnull tensor, long dim, long *_Nonnull result);
void ct_shape(CTensor _Nonnull tensor, long *_Nonnull result);
int ct_dtype(CTensor _Nonnull tensor);
int ct_device(CTensor _Nonnull tensor, int *_Nonnull index);
bool ct_is_contiguous(CTensor _Nonnull tensor, int format);
bool ct_item(CTensor _Nonnull tensor, double *_Nonnull result);
/// Copies the elements, row-major, to `bytes` bytes at `target`; they must fit exactly.
bool ct_read(CTensor _Nonnull tensor, void *_Nonnull target, long bytes);
/// Copies `bytes` bytes, row-major, into a contiguous tensor in host memory; they must fit exactly.
bool ct_write(CTensor _Nonnull tensor, const void *_Nonnull source, long bytes);
void *_Nullable ct_data(CTensor _Nonnull tensor);
CTensor _Nullable ct_to(CTensor _Nonnull tensor, int dtype, int device, int index, bool non_blocking);
CTensor _Nullable ct_to_format(CTensor _Nonnull tensor, int format);
/// The tensor as text, valid until the next call on this thread.
const char *_Nonnull ct_describe(CTensor _Nonnull tensor);

// --- autograd
bool ct_requires_grad(CTensor _Nonnull tensor);
bool ct_set_requires_grad(CTensor _Nonnull tensor, bool value);
bool ct_is_leaf(CTensor _Nonnull tensor);
CTensor _Nullable ct_get_grad(CTensor _Nonnull tensor);
bool ct_set_grad(CTensor _Nonnull tensor, CTensor _Nullable grad);
/// The gradients of all tensors, null where there is none, without a call each.
void ct_get_grads(const CTensor _Nonnull *_Nonnull tensors, long count, CTensor _Nullable *_Nonnull results);
/// Gives each tensor its gradient; gradients are accumulated in place afterwards.
bool ct_set_grads(const CTensor _Nonnull *_Nonnull tensors, const CTensor _Nonnull *_Nonnull grads, long count);
/// Consecutive pieces of a contiguous vector from `offset`, each with the sizes and, where the tensor has no gaps, the order
/// in memory of one of `tensors`.
bool ct_views_like(
    CTensor _Nonnull vector, long offset, const CTensor _Nonnull *_Nonnull tensors, long count,
    CTensor _Nullable *_Nonnull results);
void ct_clear_grads(const CTensor _Nonnull *_Nonnull tensors, long count);
bool ct_set_data(CTensor _Nonnull tensor, CTensor _Nonnull data);
bool ct_backward(CTensor _Nonnull tensor, CTensor _Nullable gradient, bool retain_graph, bool create_graph);
bool ct_grad(
    const CTensor _Nonnull *_Nonnull outputs, long outputs_count, const CTensor _Nullable *_Nonnull gradients,
    const CTensor _Nonnull *_Nonnull inputs, long inputs_count, bool retain_graph, bool create_graph, bool allow_unused,
    CTensor _Nullable *_Nonnull results);
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool value);

// --- records of operations
/// Begins a record of the operations that this thread asks for. Operations inside of an operation are a part of it. The
/// record keeps all their tensors.
bool ct_record_begin(void);
/// Ends the record. Returns the number of its operations, whose names and tensors can be read until it is cleared.
long ct_record_end(void);
void ct_record_clear(void);
/// The name in LibTorch, "aten::conv2d".
const char *_Nonnull ct_record_name(long index);
bool ct_record_inputs(long index, CTensorList *_Nonnull tensors);
bool ct_record_outputs(long index, CTensorList *_Nonnull tensors);
/// Equal for handles of one tensor, as long as one of them lives.
const void *_Nonnull ct_identity(CTensor _Nonnull tensor);

// --- optimisers: fused updates read and write memory in sequence, so gradients and state should lie as parameters do
/// The gradients of the parameters, null where there is none; one that lies in another order is copied into the
/// parameter's. False where a parameter has gaps in memory or a gradient is sparse.
bool ct_gradients_in_layout(const CTensor _Nonnull *_Nonnull parameters, long count, CTensor _Nullable *_Nonnull results);
/// Whether each tensor has its parameter's type, device, sizes and order in memory.
bool ct_same_layouts(const CTensor _Nonnull *_Nonnull parameters, const CTensor _Nonnull *_Nonnull tensors, long count);

// --- random generators
CGenerator _Nullable ct_generator_new(uint64_t seed, int device, int index);
void ct_generator_free(CGenerator _Nonnull generator);
CTensor _Nullable ct_generator_state(CGenerator _Nonnull generator);
bool ct_generator_set_state(CGenerator _Nonnull generator, CTensor _Nonnull state);

// --- dropout on the host: one number of the generator seeds all others, whatever the number of threads
/// Fills a tensor without gaps: 1 / `probability` with that probability, else zero.
bool ct_fill_mask(CTensor _Nonnull tensor, double probability, CGenerator _Nonnull generator);
/// `[N, C, 1, L]` to `[N, C, 1, ⌊L / 2⌋]`: the larger of two neighbours, plus the channel's bias, rectified, and divided by
/// `probability` with that probability, else zero. Single precision, channels last.
CTensor _Nullable ct_pooled_pairs(
    CTensor _Nonnull x, CTensor _Nonnull bias, double probability, CGenerator _Nonnull generator);

// --- autocast, threads, devices
void ct_autocast_enter(int device, int dtype, bool *_Nonnull was_enabled, int *_Nonnull old_dtype);
void ct_autocast_leave(int device, bool was_enabled, int old_dtype);
bool ct_mps_available(void);
long ct_memory(void);
int ct_processors(void);
int ct_threads(void);
void ct_set_threads(int count);
/// Keeps freed host memory in the process; does nothing where the C library is not GNU's.
void ct_keep_freed_memory(void);
bool ct_cuda_available(void);
int ct_cuda_count(void);
bool ct_synchronize(int device, int index);
const char *_Nonnull ct_version(void);
const char *_Nonnull ct_cpu_capability(void);

CT_END
