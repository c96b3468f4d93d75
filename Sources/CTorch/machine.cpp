// Random generators, autocast, threads and devices.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <torch/version.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mutex>

#include "shim.h"

namespace {
at::Generator &G(CGenerator generator) { return *reinterpret_cast<at::Generator *>(generator); }

/// Loads the CUDA half of LibTorch where it is installed, so that one executable serves both kinds of machine.
bool load_cuda() {
  static std::once_flag once;
  std::call_once(once, [] { dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL); });
  return at::globalContext().hasCUDA();
}
}  // namespace

extern "C" {
CGenerator ct_generator_new(uint64_t seed, int device, int index) {
  CT_GUARD("generator", (std::initializer_list<CTensor>{}),
      at::Generator generator = at::DeviceType(device) == at::kCPU
          ? at::make_generator<at::CPUGeneratorImpl>(seed)
          : at::globalContext().getAcceleratorHooksInterface(at::DeviceType(device)).getNewGenerator(at::DeviceIndex(index));
      generator.set_current_seed(seed);
      return reinterpret_cast<CGenerator>(new at::Generator(generator));)
}
void ct_generator_free(CGenerator generator) { delete reinterpret_cast<at::Generator *>(generator); }
CTensor ct_generator_state(CGenerator generator) {
  CT_GUARD("generator state", (std::initializer_list<CTensor>{}), return wrap(G(generator).get_state());)
}
bool ct_generator_set_state(CGenerator generator, CTensor state) {
  CT_GUARD("generator state", (std::initializer_list<CTensor>{state}), G(generator).set_state(T(state)); return true;)
}

void ct_autocast_enter(int device, int dtype, bool *was_enabled, int *old_dtype) {
  at::DeviceType type = at::DeviceType(device);
  *was_enabled = at::autocast::is_autocast_enabled(type);
  *old_dtype = int(at::autocast::get_autocast_dtype(type));
  at::autocast::set_autocast_enabled(type, true);
  at::autocast::set_autocast_dtype(type, at::ScalarType(dtype));
  at::autocast::increment_nesting();
}
void ct_autocast_leave(int device, bool was_enabled, int old_dtype) {
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(at::DeviceType(device), was_enabled);
  at::autocast::set_autocast_dtype(at::DeviceType(device), at::ScalarType(old_dtype));
}

bool ct_mps_available(void) { return at::hasMPS(); }
long ct_memory(void) {
  static const long bytes = [] {
    long least = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    // A container may be allowed less than the machine has.
    for (const char *path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
      long limit = 0;
      if (std::ifstream(path) >> limit && limit > 0) least = std::min(least, limit);
    }
    return least;
  }();
  return bytes;
}
int ct_processors(void) { return int(sysconf(_SC_NPROCESSORS_ONLN)); }
int ct_threads(void) { return at::get_num_threads(); }
void ct_set_threads(int count) { at::set_num_threads(count); }
void ct_keep_freed_memory(void) {
#ifdef __GLIBC__
  // All blocks come from the heap, whose top is never given back.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
#endif
}
bool ct_cuda_available(void) { return load_cuda(); }
int ct_cuda_count(void) { return load_cuda() ? at::detail::getCUDAHooks().deviceCount() : 0; }
bool ct_synchronize(int device, int index) {
  CT_GUARD("synchronize", (std::initializer_list<CTensor>{}),
      if (at::DeviceType(device) == at::kCUDA) at::detail::getCUDAHooks().deviceSynchronize(at::DeviceIndex(index));
      return true;)
}
const char *ct_version(void) { return TORCH_VERSION; }
const char *ct_cpu_capability(void) {
  thread_local std::string text;
  text = at::get_cpu_capability();
  return text.c_str();
}
}
